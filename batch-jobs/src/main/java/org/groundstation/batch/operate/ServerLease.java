package org.groundstation.batch.operate;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import org.groundstation.batch.database.SessionName;
import org.groundstation.batch.database.Statements;

/**
 * That this server runs, as other servers on the database see it: a row with a lease, which is renewed while the server lives. Runs
 * whose server has no lease any more are taken by others; the ledger keeps a server that was only slow from writing then. Times are
 * those of the database's clock. Thread-safe.
 */
final class ServerLease implements Runnable {
    private static final System.Logger LOG = System.getLogger(ServerLease.class.getName());
    /** How many renewals may be missed. */
    private static final int RENEWALS = 3;
    private static final String FORGOTTEN = "interval '1' day";

    private final String id = SessionName.server();
    private final Statements statements;
    private final String length;
    private final Duration interval;
    private boolean failing;

    /** @param length for how long the server is believed to live without a word of it */
    ServerLease(Statements statements, Duration length) {
        this.statements = statements;
        this.length = String.format(Locale.ROOT, "interval '%d.%03d' second", length.toSeconds(), length.toMillisPart());
        this.interval = length.dividedBy(RENEWALS);
    }

    /** The server's name among all on the database; a new one at each start. */
    String id() {
        return id;
    }

    /** How often to renew. */
    Duration interval() {
        return interval;
    }

    /** Renews the lease. Never throws: a scheduler would not call it again. */
    @Override
    public void run() {
        try {
            renew();
            failing = false;
        } catch (RuntimeException | Error failed) {
            if (!failing) {
                LOG.log(Level.WARNING, "the lease of this server cannot be renewed; others take its table jobs when it has run out: {0}", failed.getMessage());
            }
            failing = true;
        }
    }

    /** Renews the lease, or takes it out again when it was forgotten. */
    void renew() {
        if (statements.update("update gs_server set lease_until = current_timestamp(6) + " + length + " where id = ?", id) == 0) {
            statements
                    .update("insert into gs_server (id, name, version, started_at, lease_until) values (?, ?, ?, current_timestamp(6), current_timestamp(6) + "
                            + length + ")", id, name(), String.valueOf(getClass().getPackage().getImplementationVersion()));
            statements.update("delete from gs_server where lease_until < current_timestamp(6) - " + FORGOTTEN);
        }
    }

    /** For a database that no other server can have open: what they had can be taken at once. */
    void endOthers() {
        statements.update("delete from gs_server where id <> ?", id);
    }

    /** Gives the lease back: what the server still has can be taken at once. @param goodbye to the same database */
    void end(Statements goodbye) {
        goodbye.update("delete from gs_server where id = ?", id);
    }

    private static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }
}

package org.groundstation.it.crash.rounds;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Holds the server at a gated moment: triggers wait for a lock that the test has, so the test knows that a session is exactly there. Nothing
 * of it is in the server.
 */
abstract class Gate {
    private static final Duration POLL = Duration.ofMillis(5);

    private final Sql.Source database;
    private Connection holder;

    Gate(Sql.Source database) {
        this.database = database;
    }

    /** Puts the triggers of the ledger there; once, after the server made its tables. */
    abstract void installOnLedger(Connection connection) throws SQLException;

    /** Puts the triggers of a target there. */
    abstract void installOnTarget(Connection connection, String target) throws SQLException;

    abstract void lock(Connection holder, Moment moment) throws SQLException;

    /** The sessions that wait at the moment, as the database numbers them. */
    abstract List<String> waiting(Connection connection, Moment moment) throws SQLException;

    /** From now on who comes to the moment waits there. */
    final void close(Moment moment) throws SQLException {
        holder = database.connect();
        lock(holder, moment);
    }

    /** Waits until somebody is there. @return the sessions; empty when nobody came in time */
    final List<String> awaitCaught(Moment moment, Duration limit) throws SQLException {
        List<String> caught = List.of();
        long end = System.nanoTime() + limit.toNanos();
        try (Connection connection = database.connect()) {
            while (caught.isEmpty() && System.nanoTime() < end) {
                caught = waiting(connection, moment);
                Waits.sleep(POLL);
            }
        }
        return caught;
    }

    /** Lets everybody go on. The database may have gone away meanwhile. */
    final void open() {
        try (Connection held = holder) { // null when it is open
            holder = null;
        } catch (SQLException gone) {
            // then nobody is held either
        }
    }
}

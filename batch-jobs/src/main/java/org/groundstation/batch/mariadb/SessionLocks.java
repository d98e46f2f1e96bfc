package org.groundstation.batch.mariadb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.groundstation.batch.database.SessionName;

/**
 * Which sessions are a server's. MariaDB shows nobody what a session is called unless its performance schema is switched on, but it tells
 * which session has a lock of a name; so each that writes takes one, {@code groundstation <server> <number>}, for as long as it lives.
 * Thread-safe.
 */
final class SessionLocks {
    /** More than a server has sessions that write; one beyond them stays unsigned. */
    private static final int MOST = 500;
    private static final AtomicInteger NEXT = new AtomicInteger();

    private SessionLocks() {
    }

    static void sign(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select get_lock(?, 0)")) {
            for (int tried = 0; tried < MOST; tried++) {
                lock.setString(1, SessionName.prefix(SessionName.server()) + Math.floorMod(NEXT.getAndIncrement(), MOST));
                try (ResultSet row = lock.executeQuery()) {
                    if (row.next() && row.getInt(1) == 1) {
                        return;
                    }
                }
            }
        }
    }

    /** Those of this server's own user; for others it needs the right to kill them. */
    static void endSessions(Connection connection, String server) throws SQLException {
        List<Long> sessions = new ArrayList<>();
        try (PreparedStatement find = connection
                .prepareStatement("with recursive n as (select 0 as i union all select i + 1 from n where i + 1 < " + MOST + "),"
                        + " s as (select is_used_lock(concat(?, i)) as id from n) select id from s where id is not null and id <> connection_id()")) {
            find.setString(1, SessionName.prefix(server));
            try (ResultSet rows = find.executeQuery()) {
                while (rows.next()) {
                    sessions.add(rows.getLong(1));
                }
            }
        }
        try (Statement kill = connection.createStatement()) {
            for (long session : sessions) {
                kill.execute("kill connection " + session);
            }
        }
    }
}

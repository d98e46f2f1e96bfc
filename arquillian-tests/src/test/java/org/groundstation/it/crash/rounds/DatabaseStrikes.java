package org.groundstation.it.crash.rounds;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Trouble with the database's own processes. */
final class DatabaseStrikes {
    private DatabaseStrikes() {
    }

    /** One that is held at the moment, or any other. */
    static Strike.Remedy killOneSession(Arena arena) throws SQLException {
        try (Connection connection = arena.lab().connect()) {
            List<String> sessions = arena.caught().isEmpty() ? arena.lab().sessions(connection) : arena.caught();
            kill(arena, connection, List.of(sessions.get(arena.random().nextInt(sessions.size()))));
        }
        return Strike.Remedy.NOTHING;
    }

    static Strike.Remedy killAllSessions(Arena arena) throws SQLException {
        killAll(arena);
        return () -> {
            if (arena.random().nextBoolean()) {
                arena.pause(100, 2_000);
                killAll(arena);
            }
        };
    }

    static Strike.Remedy crash(Arena arena) {
        DatabaseProcess database = arena.lab().process().orElseThrow();
        database.crash().run();
        return startAgain(arena, database);
    }

    static Strike.Remedy restart(Arena arena) {
        DatabaseProcess database = arena.lab().process().orElseThrow();
        database.stop().run();
        return startAgain(arena, database);
    }

    /** Leases that last an hour longer or shorter than the servers think, which is what they see when the database's clock jumps. */
    static Strike.Remedy jumpClock(Arena arena) throws SQLException {
        String hour = arena.random().nextBoolean() ? "+ interval '1' hour" : "- interval '1' hour";
        Sql.run(arena.lab()::connect, "update gs_server set started_at = started_at " + hour + ", lease_until = lease_until " + hour);
        return Strike.Remedy.NOTHING;
    }

    static void killAll(Arena arena) throws SQLException {
        try (Connection connection = arena.lab().connect()) {
            kill(arena, connection, arena.lab().sessions(connection));
        }
    }

    private static Strike.Remedy startAgain(Arena arena, DatabaseProcess database) {
        return () -> {
            arena.pause(0, 3_000);
            database.start().run();
        };
    }

    private static void kill(Arena arena, Connection connection, List<String> sessions) {
        for (String session : sessions) {
            try {
                Sql.run(connection, arena.lab().kill(session));
            } catch (SQLException goneAlready) {
                // the next one
            }
        }
    }
}

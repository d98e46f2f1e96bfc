package org.groundstation.it.crash.rounds;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.groundstation.it.crash.StoppablePostgres;

/** Trouble with the database's own processes. */
final class DatabaseStrikes {
    private DatabaseStrikes() {
    }

    /** One that is held at the moment, or any other. */
    static Strike.Mend killOneSession(Arena arena) throws SQLException {
        try (Connection connection = arena.lab().connect()) {
            List<String> sessions = arena.caught().isEmpty() ? arena.lab().sessions(connection) : arena.caught();
            kill(arena, connection, List.of(sessions.get(arena.random().nextInt(sessions.size()))));
        }
        return Strike.Mend.NOTHING;
    }

    static Strike.Mend killAllSessions(Arena arena) throws SQLException {
        killAll(arena);
        return () -> {
            if (arena.random().nextBoolean()) {
                arena.pause(100, 2_000);
                killAll(arena);
            }
        };
    }

    static Strike.Mend crash(Arena arena) {
        return startAgain(arena, StoppablePostgres::crash);
    }

    static Strike.Mend restart(Arena arena) {
        return startAgain(arena, StoppablePostgres::stop);
    }

    static void killAll(Arena arena) throws SQLException {
        try (Connection connection = arena.lab().connect()) {
            kill(arena, connection, arena.lab().sessions(connection));
        }
    }

    private static Strike.Mend startAgain(Arena arena, java.util.function.Consumer<StoppablePostgres> end) {
        StoppablePostgres postgres = ((PostgresLab) arena.lab()).postgres();
        end.accept(postgres);
        return () -> {
            arena.pause(0, 3_000);
            postgres.start();
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

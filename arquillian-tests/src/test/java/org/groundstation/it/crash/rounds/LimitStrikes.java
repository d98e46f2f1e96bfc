package org.groundstation.it.crash.rounds;

import java.sql.SQLException;

/** Limits that an administrator sets, and a disk that is full. The job may fail, and goes on when it is restarted. */
final class LimitStrikes {
    private static final int[] STATEMENT_MILLIS = {20, 60, 200};

    private LimitStrikes() {
    }

    static Strike.Remedy statementTimeout(Arena arena) throws SQLException {
        int millis = STATEMENT_MILLIS[arena.random().nextInt(STATEMENT_MILLIS.length)];
        boolean postgres = arena.round().database() == Database.POSTGRES;
        String set = postgres ? "alter role station set statement_timeout = " + millis
                : "alter user station@'%' with max_statement_time " + millis / 1_000.0;
        String reset = postgres ? "alter role station reset statement_timeout" : "alter user station@'%' with max_statement_time 0";
        apply(arena, set);
        return () -> {
            arena.pause(1_500, 4_000);
            apply(arena, reset);
        };
    }

    static Strike.Remedy lockTimeout(Arena arena) throws SQLException {
        if (arena.round().database() == Database.POSTGRES) {
            apply(arena, "alter role station set lock_timeout = 100");
        } else {
            apply(arena, "set global innodb_lock_wait_timeout = 1", "set global lock_wait_timeout = 1");
        }
        return () -> {
            try {
                (arena.random().nextBoolean() ? LockStrikes.target(arena) : LockStrikes.ledger(arena)).run();
            } finally {
                if (arena.round().database() == Database.POSTGRES) {
                    apply(arena, "alter role station reset lock_timeout");
                } else {
                    apply(arena, "set global innodb_lock_wait_timeout = 50", "set global lock_wait_timeout = 86400");
                }
            }
        };
    }

    static Strike.Remedy diskFull(Arena arena) {
        SmallDisk disk = arena.lab().smallDisk().orElseThrow();
        disk.fill();
        return () -> {
            arena.pause(1_000, 4_000);
            disk.empty();
        };
    }

    /** Limits of roles hold for new sessions. */
    private static void apply(Arena arena, String... statements) throws SQLException {
        Sql.run(arena.lab()::connect, statements);
        DatabaseStrikes.killAll(arena);
    }
}

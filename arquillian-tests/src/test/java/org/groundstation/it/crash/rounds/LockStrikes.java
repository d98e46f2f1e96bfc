package org.groundstation.it.crash.rounds;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Other sessions that hold locks for some seconds. */
final class LockStrikes {
    private LockStrikes() {
    }

    static Strike.Remedy target(Arena arena) {
        String table = arena.round().target();
        return hold(arena, arena.round().database() == Database.MARIADB ? "lock tables " + table + " write" : "lock table " + table + " in exclusive mode");
    }

    static Strike.Remedy ledger(Arena arena) {
        String table = arena.random().nextBoolean() ? "gs_ledger_run" : "gs_ledger_partition";
        return hold(arena, "select * from " + table + " where run_id = " + arena.job() + " for update");
    }

    /** The lock is asked for at the moment, when the server may have it; it comes when the server's transaction has ended. */
    static Strike.Remedy hold(Arena arena, String sql) {
        CompletableFuture<Connection> holder = CompletableFuture.supplyAsync(() -> {
            try {
                Connection connection = arena.lab().connect();
                connection.setAutoCommit(false);
                Sql.run(connection, sql);
                return connection;
            } catch (SQLException failed) {
                throw new CompletionException(failed);
            }
        });
        return () -> {
            try (Connection connection = holder.join()) {
                arena.pause(1_000, 6_000);
                connection.rollback();
            } catch (CompletionException refused) {
                System.out.println("  the lock was refused: " + refused.getCause().getMessage());
            }
        };
    }
}

package org.groundstation.batch.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Whether the database answers. The question never waits for longer than a few seconds, and however many ask, one connection is
 * made at a time, outside of all pools. Thread-safe.
 */
public final class DatabaseProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final DataSource database;
    private CompletableFuture<Boolean> question;
    private long answeredAt;

    /** Asks the database of the settings. */
    public DatabaseProbe() {
        this(new WriterDataSource(Dialect.Use.ASK));
    }

    DatabaseProbe(DataSource database) {
        this.database = database;
    }

    /** Whether it does now, or did at most 2 s ago. */
    public boolean answers() {
        try {
            return current().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException no) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized CompletableFuture<Boolean> current() {
        if (question == null || question.isDone() && System.nanoTime() - answeredAt > FRESH.toNanos()) {
            CompletableFuture<Boolean> asked = new CompletableFuture<>();
            Thread thread = new Thread(() -> ask(asked), "groundstation-database-probe");
            thread.setDaemon(true);
            thread.start();
            question = asked;
        }
        return question;
    }

    private void ask(CompletableFuture<Boolean> asked) {
        boolean answers = false;
        try (Connection connection = database.getConnection()) {
            answers = connection.isValid((int) PATIENCE.toSeconds());
        } catch (SQLException | RuntimeException away) {
            // which is the answer
        } finally {
            synchronized (this) {
                answeredAt = System.nanoTime();
            }
            asked.complete(answers);
        }
    }
}

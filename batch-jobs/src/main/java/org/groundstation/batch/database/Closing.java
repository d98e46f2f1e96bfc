package org.groundstation.batch.database;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends what a connection does without waiting for a database that may not answer any more: first politely, for a short time,
 * then by cutting it. A connection that was cut is closed to its driver, so that no pool hands it out again. Thread-safe.
 */
public final class Closing {
    /** How long the database has for an answer. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);
    /** How long a thread has to notice that its connection is gone; a lock of the driver may keep it from that. */
    private static final Duration NOTICE = Duration.ofMillis(300);

    private static final System.Logger LOG = System.getLogger(Closing.class.getName());
    private static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(1, daemons("groundstation-closing"));
    private static final ExecutorService HELPERS = Executors.newCachedThreadPool(daemons("groundstation-closing-helper"));

    static {
        TIMER.setRemoveOnCancelPolicy(true);
    }

    /** Talks to the database. */
    @FunctionalInterface
    public interface Work {
        void run() throws SQLException;
    }

    private Closing() {
    }

    /**
     * Rolls back and gives the connection back, within a few seconds whatever the database and the network do. Never throws.
     *
     * @param connection of a pool or of the driver; null for none
     */
    public static void close(Dialect dialect, Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            within(dialect, connection, () -> {
                try (connection) {
                    rollBack(dialect, connection);
                }
            });
        } catch (SQLException | RuntimeException gone) {
            LOG.log(Level.DEBUG, "while closing a connection", gone);
        }
    }

    /**
     * Does something that should be quick, on this thread. When it is not, the connection is cut, which ends it with an error.
     *
     * @throws SQLException of the work
     */
    public static void within(Dialect dialect, Connection connection, Work work) throws SQLException {
        boolean interrupted = Thread.interrupted(); // the driver would not even try
        Overseer overseer = new Overseer(dialect, connection);
        ScheduledFuture<?> limit = TIMER.scheduleWithFixedDelay(overseer, PATIENCE.toMillis(), NOTICE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            work.run();
        } finally {
            limit.cancel(false);
            overseer.finished();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Asks the database to end what a connection does, which drivers do over a connection of their own. When that cannot be
     * done quickly the connection is cut, with the same effect. From any thread; never waits longer than {@link #PATIENCE}.
     */
    public static void cancel(Dialect dialect, Connection connection, Work cancel) {
        Future<?> asked = HELPERS.submit(() -> {
            cancel.run();
            return null;
        });
        try {
            asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException unable) {
            LOG.log(Level.DEBUG, "a query could not be cancelled; its connection is cut", unable);
            abort(dialect, connection);
        } catch (InterruptedException interrupted) {
            abort(dialect, connection);
            Thread.currentThread().interrupt();
        }
    }

    /** Cuts the connection itself, under whatever a pool has put around it. From any thread; returns soon and never throws. */
    public static void abort(Dialect dialect, Connection connection) {
        Connection physical = physical(dialect, connection);
        if (physical == null) {
            return;
        }
        LinkWatch.cut(physical);
        Future<?> told = HELPERS.submit(() -> {
            physical.abort(Runnable::run);
            return null;
        });
        try {
            told.get(NOTICE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException unable) {
            LOG.log(Level.DEBUG, "a connection that was cut does not know it yet", unable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rollBack(Dialect dialect, Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException broken) {
            abort(dialect, connection);
        }
    }

    /** @return null when it is closed */
    private static Connection physical(Dialect dialect, Connection connection) {
        try {
            return dialect.physical(connection);
        } catch (SQLException | RuntimeException closed) {
            return null;
        }
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Cuts the connection of a thread that takes too long, then wakes the thread until it has finished. */
    private static final class Overseer implements Runnable {
        private final Dialect dialect;
        private final Connection physical;
        private final Thread worker = Thread.currentThread();
        private boolean cut;
        private boolean woken;
        private boolean finished;

        Overseer(Dialect dialect, Connection connection) {
            this.dialect = dialect;
            this.physical = Closing.physical(dialect, connection);
        }

        @Override
        public void run() {
            synchronized (this) {
                if (finished) {
                    return;
                }
                if (cut) {
                    woken = true;
                    worker.interrupt();
                    return;
                }
                cut = true;
            }
            if (physical != null) {
                LinkWatch.cut(physical);
                HELPERS.execute(() -> abort(dialect, physical));
            }
        }

        /** The interrupt was for this work only. */
        synchronized void finished() {
            finished = true;
            if (woken) {
                Thread.interrupted();
            }
        }
    }
}

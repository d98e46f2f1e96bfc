package org.groundstation.batch.h2;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets one connection write at a time, in the order of their coming. More than one may be inside when one thread writes
 * with all of them, which it does one after the other; it would wait for itself, as Flyway and REQUIRES_NEW do. A
 * connection enters once and leaves once, on any thread. Thread-safe.
 */
final class WriteGate {
    private final Semaphore free = new Semaphore(1, true);
    private final Duration patience;
    private Thread writer;
    private int inside;

    /** @param patience how long a connection waits for the one before it */
    WriteGate(Duration patience) {
        this.patience = patience;
    }

    /**
     * Waits until no other thread writes.
     *
     * @throws SQLTransientConnectionException when the other one does not end, or this thread is interrupted
     */
    void enter() throws SQLException {
        if (joinsItself()) {
            return;
        }
        try {
            if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLTransientConnectionException("H2 lets one connection write at a time, and the one of thread '" + writerName()
                        + "' has not committed within " + patience.toMillis()
                        + " ms. Write less in a transaction, and wait for nothing else in it.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("the wait for another write to H2 was interrupted", interrupted);
        }
        first();
    }

    /**
     * A connection that is inside writes again. It may have come to another thread, which then is the one that others can
     * join.
     *
     * @throws SQLException when its first thread has meanwhile entered with another connection: both could write at once
     */
    synchronized void writeAgain() throws SQLException {
        if (!isWriter() && inside > 1) {
            throw new SQLException("thread '" + writer.getName() + "' began this transaction and writes with another connection now. Use"
                    + " a connection to H2 on one thread until it has committed.");
        }
        writer = Thread.currentThread();
    }

    /** Whether this is the thread that may write. */
    synchronized boolean isWriter() {
        return writer == Thread.currentThread();
    }

    /** Lets the next thread in, when the last connection has left. */
    synchronized void leave() {
        if (--inside == 0) {
            writer = null;
            free.release();
        }
    }

    private synchronized boolean joinsItself() {
        if (isWriter()) {
            inside++;
        }
        return isWriter();
    }

    private synchronized void first() {
        writer = Thread.currentThread();
        inside = 1;
    }

    private synchronized String writerName() {
        return writer == null ? "?" : writer.getName();
    }
}

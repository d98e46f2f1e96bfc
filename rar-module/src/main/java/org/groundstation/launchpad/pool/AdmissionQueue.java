package org.groundstation.launchpad.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.ExternalResourcePool;

/** Lets as many in as a pool allows, in the order in which they came. Thread-safe. */
final class AdmissionQueue {
    private final Deque<Object> queue = new ArrayDeque<>();
    private ExternalResourcePool pool;
    private boolean closed;
    private int inside;
    private long served;
    private long refused;

    AdmissionQueue(ExternalResourcePool pool) {
        this.pool = pool;
    }

    /**
     * Waits for its turn.
     *
     * @return the limits for whoever got in
     * @throws GroundstationException {@link ErrorCode#RESOURCE_POOL_BUSY}, {@link ErrorCode#RESOURCE_POOL_UNKNOWN}
     */
    synchronized ExternalResourcePool enter() {
        Object ticket = new Object();
        queue.add(ticket);
        try {
            await(ticket);
            inside++;
            served++;
            return pool;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new GroundstationException(ErrorCode.RESOURCE_POOL_BUSY, interrupted, inside, pool.name(), pool.queueTimeout().toMillis());
        } finally {
            queue.remove(ticket);
            notifyAll();
        }
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** Changes the limits for those who come. */
    synchronized void change(ExternalResourcePool changed) {
        pool = changed;
        closed = false;
        notifyAll();
    }

    /** Lets nobody in any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized ExternalResourcePool pool() {
        return pool;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized int inside() {
        return inside;
    }

    synchronized int waiting() {
        return queue.size();
    }

    synchronized long served() {
        return served;
    }

    synchronized long refused() {
        return refused;
    }

    private void await(Object ticket) throws InterruptedException {
        long since = System.nanoTime();
        while (closed || queue.peekFirst() != ticket || pool.scripts() > 0 && inside >= pool.scripts()) {
            if (closed) {
                throw new GroundstationException(ErrorCode.RESOURCE_POOL_UNKNOWN, pool.name());
            }
            long left = pool.queueTimeout().toNanos() - (System.nanoTime() - since);
            if (left <= 0) {
                refused++;
                throw new GroundstationException(ErrorCode.RESOURCE_POOL_BUSY, inside, pool.name(), pool.queueTimeout().toMillis());
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}

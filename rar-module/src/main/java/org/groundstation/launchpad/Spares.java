package org.groundstation.launchpad;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.groundstation.api.GroundstationException;

/** Satellites that have been forked ahead and wait for a caller. Refilled in the background. Thread-safe. */
final class Spares implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final int wanted;
    private final Supplier<Newcomer> source;
    private final Deque<Newcomer> waiting = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param wanted how many; 0: none
     * @param source starts one and waits until it has reported
     */
    Spares(int wanted, Supplier<Newcomer> source) {
        this.wanted = wanted;
        this.source = source;
    }

    /** One that lives, or null if none waits now. */
    synchronized Newcomer take() {
        notifyAll();
        Newcomer next = waiting.pollFirst();
        while (next != null && !next.isAlive()) {
            next = waiting.pollFirst();
        }
        return next;
    }

    /** Lets the dead ones be replaced. */
    synchronized void check() {
        if (waiting.removeIf(spare -> !spare.isAlive())) {
            notifyAll();
        }
    }

    /** Refills until it is closed. A launcher that fails says why by itself; here it only gets time. */
    void keepFilled() {
        Duration pause = FIRST_PAUSE;
        while (awaitNeed()) {
            try {
                add(source.get());
                pause = FIRST_PAUSE;
            } catch (GroundstationException failed) {
                rest(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    /** Nobody is refilled any more; those who wait are ended with the launcher. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }

    private synchronized void add(Newcomer spare) {
        waiting.addLast(spare);
    }

    private synchronized boolean awaitNeed() {
        while (!closed && waiting.size() >= wanted) {
            if (!waits(0)) {
                return false;
            }
        }
        return !closed;
    }

    private synchronized void rest(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        while (!closed && System.nanoTime() < until && waits(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())))) {
            // told about a need, but it is too early
        }
    }

    private boolean waits(long millis) {
        try {
            wait(millis);
            return true;
        } catch (InterruptedException interrupted) {
            closed = true;
            return false;
        }
    }
}

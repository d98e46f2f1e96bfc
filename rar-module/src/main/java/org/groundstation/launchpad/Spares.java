package org.groundstation.launchpad;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.groundstation.launchpad.host.SatelliteProcess;

/** Satellites that have been started ahead and wait for a caller. Refilled in the background. Thread-safe. */
final class Spares implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final int wanted;
    private final Supplier<SatelliteProcess> source;
    private final Predicate<SatelliteProcess> fits;
    private final LongConsumer end;
    private final Deque<SatelliteProcess> waiting = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param wanted how many; 0: none
     * @param source starts one and waits until it has reported
     * @param fits whether one that was started before can still be given out
     * @param end ends one that cannot, by its number
     */
    Spares(int wanted, Supplier<SatelliteProcess> source, Predicate<SatelliteProcess> fits, LongConsumer end) {
        this.wanted = wanted;
        this.source = source;
        this.fits = fits;
        this.end = end;
    }

    /** One that lives, or null if none waits now. */
    synchronized SatelliteProcess take() {
        notifyAll();
        discard();
        return waiting.pollFirst();
    }

    /** Lets the dead ones and those that do not fit any more be replaced. */
    synchronized void check() {
        if (discard()) {
            notifyAll();
        }
    }

    /** Refills until it is closed, whatever happens. A launcher that fails says why by itself; here it only gets time. */
    void keepFilled() {
        Duration pause = FIRST_PAUSE;
        while (awaitNeed()) {
            try {
                add(source.get());
                pause = FIRST_PAUSE;
            } catch (Throwable failed) { // also what is none of ours: nobody would start this loop again
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

    private boolean discard() {
        waiting.stream().filter(spare -> spare.isAlive() && !fits.test(spare)).map(SatelliteProcess::id).forEach(end::accept);
        return waiting.removeIf(spare -> !spare.isAlive() || !fits.test(spare));
    }

    private synchronized void add(SatelliteProcess spare) {
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

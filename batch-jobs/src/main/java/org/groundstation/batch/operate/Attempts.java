package org.groundstation.batch.operate;

import java.time.Duration;

/**
 * How often a run was continued since it last wrote a row. Immutable; times in nanoseconds as of {@link System#nanoTime()}.
 *
 * @param rowsWritten of the run, for as long as this holds
 * @param count continuations
 * @param since when the first one was
 * @param last when the last one was
 */
record Attempts(long rowsWritten, int count, long since, long last) {
    /** A run that is continued more often, and for longer, counts as failed. */
    static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final int MOST = 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    static Attempts none(long rowsWritten) {
        return new Attempts(rowsWritten, 0, 0, 0);
    }

    Attempts another(long now) {
        return new Attempts(rowsWritten, count + 1, count == 0 ? now : since, now);
    }

    /** At once after the first one, then at growing distances. */
    boolean allowAnother(long now) {
        return count <= 1 || now - last >= Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(count - 2, Integer.SIZE));
    }

    boolean areHopeless(long now) {
        return count >= MOST && now - since > PATIENCE.toNanos();
    }
}

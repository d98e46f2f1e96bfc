package org.groundstation.bench.launchpad;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do. */
final class Waiting {
    private static final long LIMIT_SECONDS = 60;

    private Waiting() {
    }

    /** @throws IllegalStateException when it takes more than a minute */
    static void until(BooleanSupplier condition) throws InterruptedException {
        if (!within(LIMIT_SECONDS, condition)) {
            throw new IllegalStateException("it did not happen within " + LIMIT_SECONDS + " s");
        }
    }

    /** @return whether it became true in time */
    static boolean within(long seconds, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return true;
    }
}

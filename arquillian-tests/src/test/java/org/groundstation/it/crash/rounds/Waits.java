package org.groundstation.it.crash.rounds;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waiting while things fail, as they do in these rounds. */
final class Waits {
    private static final Duration POLL = Duration.ofMillis(50);

    private Waits() {
    }

    /** Trouble comes at moments of time, so these tests sleep. */
    static void sleep(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Asks until it is so; an attempt that fails counts as no. @return whether it came to be so in time */
    static boolean until(Duration limit, Callable<Boolean> question) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                if (question.call()) {
                    return true;
                }
            } catch (Exception | AssertionError notNow) {
                // asked again
            }
            if (System.nanoTime() > end) {
                return false;
            }
            sleep(POLL);
        }
    }
}

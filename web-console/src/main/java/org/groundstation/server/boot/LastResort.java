package org.groundstation.server.boot;

import java.time.Duration;
import org.groundstation.settings.Setting;

/**
 * Ends a server that does not come to its end. That is safe: what was not committed is done again by the next one, as after a
 * crash, and no satellite outlives the server.
 */
final class LastResort {
    /** What the JVM answers to SIGTERM: 128 and the signal. */
    private static final int TERMINATED = 128 + 15;

    private LastResort() {
    }

    /** Counts from the moment on at which the JVM begins to end. */
    static void prepare() {
        Duration patience = Setting.SHUTDOWN_TIMEOUT.millis(0);
        if (!patience.isZero()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> start(Duration.ofMillis(Math.max(1_000, patience.toMillis()))),
                    "groundstation-last-resort"));
        }
    }

    private static void start(Duration patience) {
        Thread thread = new Thread(() -> {
            long end = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < end) {
                try {
                    Thread.sleep(Math.max(1, (end - System.nanoTime()) / 1_000_000));
                } catch (InterruptedException notYet) {
                    // whoever interrupts threads now does not mean the last one
                }
            }
            System.err.println("the server has not ended within " + patience.toMillis() + " ms and is halted");
            Runtime.getRuntime().halt(TERMINATED);
        }, "groundstation-last-resort-timer");
        thread.setDaemon(true);
        thread.start();
    }
}

package org.groundstation.bench.launchpad;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.groundstation.bench.Report;

/** Many callers at once on few seats, for minutes. */
final class Soak {
    private static final int CALLERS = 50;
    private static final int SEATS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Soak() {
    }

    /** @throws IllegalStateException when anything failed but a wait in the queue */
    static void run(int minutes, Report report) throws Exception {
        if (minutes == 0) {
            return;
        }
        System.out.println("\nsoak: " + CALLERS + " callers on " + SEATS + " seats, " + minutes + " min");
        try (Crowd crowd = new Crowd(SEATS, PATIENCE)) {
            Sessions sessions = new Sessions(crowd.satellites());
            use(crowd, sessions, TimeUnit.SECONDS.toNanos(10 * minutes));
            double[] early = memory(crowd);
            use(crowd, sessions, TimeUnit.SECONDS.toNanos(50 * minutes));
            double[] late = memory(crowd);
            report.note("Soak, %d min, %d callers on %d seats, %s; no other error. Left are %s, %d worker accounts. Memory after a sixth of the time "
                    + "and at the end: zygote %.0f and %.0f MB, server %.0f and %.0f MB resident.", minutes, CALLERS, SEATS, sessions, crowd.left(),
                    crowd.lostAccounts(), early[0], late[0], early[1], late[1]);
        }
    }

    private static void use(Crowd crowd, Sessions sessions, long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        crowd.all(CALLERS, caller -> () -> {
            for (int turn = caller; System.nanoTime() < end; turn++) {
                sessions.use(turn);
            }
            return null;
        });
        crowd.left();
    }

    private static double[] memory(Crowd crowd) {
        System.gc();
        return new double[] {Processes.resident(crowd.processes().zygote()), Processes.resident(ProcessHandle.current())};
    }
}

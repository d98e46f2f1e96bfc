package org.groundstation.bench.launchpad;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.groundstation.bench.Report;
import org.groundstation.bench.Result;

/** What is left after many sessions, of which a third crash, hang or are killed. */
final class Leaks {
    private static final int SESSIONS = 1_000;
    private static final int CALLERS = 4;

    private Leaks() {
    }

    static void measure(Report report) throws Exception {
        System.out.println("\nleaks: after " + SESSIONS + " sessions");
        try (Crowd crowd = new Crowd(CALLERS, Duration.ofMinutes(1))) {
            Sessions sessions = new Sessions(crowd.satellites());
            AtomicInteger turn = new AtomicInteger();
            crowd.all(CALLERS, caller -> () -> {
                for (int mine = turn.getAndIncrement(); mine < SESSIONS; mine = turn.getAndIncrement()) {
                    sessions.use(mine);
                }
                return null;
            });
            Leftovers left = crowd.left();
            int accounts = crowd.lostAccounts();
            report.add(new Result("leaks/after-1000", left.sum() + accounts, 0, left.sum() + accounts == 0 ? 1 : 0, "left"));
            report.note("Leaks, %s; left are %s, %d worker accounts.", sessions, left, accounts);
        }
    }
}

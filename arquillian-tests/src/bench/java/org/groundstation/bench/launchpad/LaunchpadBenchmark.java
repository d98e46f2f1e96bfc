package org.groundstation.bench.launchpad;

import org.groundstation.bench.Options;
import org.groundstation.bench.Report;

/** {@code launch/*}, {@code ends/*}, {@code memory/idle-satellite}, {@code leaks/*} and the soak, outside of a server. */
public final class LaunchpadBenchmark {
    private LaunchpadBenchmark() {
    }

    /** Measures. */
    public static void run(Options options, Report report) throws Exception {
        LaunchTimes.measure(options, report);
        EndTimes.measure(report);
        IdleMemory.measure(report);
        Leaks.measure(report);
        Soak.run(options.soakMinutes(), report);
    }
}

package org.groundstation.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.groundstation.bench.exchange.ExchangeBenchmark;
import org.groundstation.bench.growth.GrowthBenchmark;
import org.groundstation.bench.job.JobBenchmark;
import org.groundstation.bench.launchpad.LaunchpadBenchmark;

/** Runs the parts that {@code -Dbench} names, all of them by default, and leaves {@code results.json} and {@code table.md}. */
public final class Benchmarks {
    private static final Map<String, Benchmark> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("exchange", ExchangeBenchmark::run);
        PARTS.put("launchpad", LaunchpadBenchmark::run);
        PARTS.put("job", JobBenchmark::run);
        PARTS.put("growth", GrowthBenchmark::run);
    }

    private Benchmarks() {
    }

    /** Ends the process, whatever threads the peers' libraries keep. */
    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.WARNING);
        int exitCode = 0;
        try {
            run(Options.fromSystemProperties(PARTS.keySet()));
        } catch (Throwable failed) {
            failed.printStackTrace();
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    private static void run(Options options) throws Exception {
        Report report = new Report(options.output());
        for (String part : options.parts()) {
            PARTS.get(part).run(options, report);
            report.write();
        }
        report.printTable();
    }
}

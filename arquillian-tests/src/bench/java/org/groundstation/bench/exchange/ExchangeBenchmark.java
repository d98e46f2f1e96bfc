package org.groundstation.bench.exchange;

import org.groundstation.bench.Options;
import org.groundstation.bench.Report;

/** {@code echo/*} and {@code call/*}. */
public final class ExchangeBenchmark {
    private ExchangeBenchmark() {
    }

    /** Measures. */
    public static void run(Options options, Report report) throws Exception {
        EchoBenchmark.run(options, report);
        CallBenchmark.run(options, report);
    }
}

package org.groundstation.bench.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.groundstation.bench.BenchServer;
import org.groundstation.bench.Options;
import org.groundstation.bench.Report;
import org.groundstation.bench.Result;
import org.groundstation.bench.Rounds;
import org.groundstation.bench.Sample;
import org.groundstation.it.ServerProcess;

/** {@code call/*}: how long one row takes through the injected connector of an application on the server. */
final class CallBenchmark {
    private static final int WARM_UPS = 3;
    /** What one call may take, in ms: limits, not peers. */
    private static final double ARROW_LIMIT = 0.3;
    private static final double PANDAS_LIMIT = 1.5;
    /** How much longer than the median the slowest hundredth may take. */
    private static final double TAIL_LIMIT = 5;
    private static final List<String> WAYS = List.of("session", "execute");
    private static final List<String> FORMATS = List.of("arrow", "pandas");

    private CallBenchmark() {
    }

    static void run(Options options, Report report) throws Exception {
        System.out.println("\none row through the injected connector; ms, p50");
        try (BenchServer server = new BenchServer(options, ServerProcess.create())) {
            Map<String, List<Double>> tails = new LinkedHashMap<>();
            Rounds rounds = new Rounds();
            for (String way : WAYS) {
                for (String format : FORMATS) {
                    List<Double> tail = tails.computeIfAbsent(name(way, format), made -> new ArrayList<>());
                    rounds.add(name(way, format), () -> {
                        JsonNode measured = server.calls(format, way, options.calls());
                        tail.add(measured.get("p99").asDouble());
                        return measured.get("p50").asDouble();
                    });
                }
            }
            tell(report, rounds.run(WARM_UPS, options.rounds()), tails);
        }
    }

    private static void tell(Report report, Map<String, Sample> medians, Map<String, List<Double>> tails) {
        for (String way : WAYS) {
            String prefix = way.equals("session") ? "call/" : "call/" + way + "-";
            double arrow = medians.get(name(way, "arrow")).median();
            report.add(Result.lessIsBetter(prefix + "arrow-p50", arrow, ARROW_LIMIT, "ms"));
            report.add(Result.lessIsBetter(prefix + "arrow-p99", tail(tails, name(way, "arrow")).median(), TAIL_LIMIT * arrow, "ms"));
            report.add(Result.lessIsBetter(prefix + "pandas-p50", medians.get(name(way, "pandas")).median(), PANDAS_LIMIT, "ms"));
        }
        medians.forEach((name, sample) -> report.note("One row in the server, %s: p50 %s ms, p99 %s ms.", name, sample, tail(tails, name)));
    }

    private static String name(String way, String format) {
        return way + ", " + format;
    }

    /** Without the rounds that warmed up. */
    private static Sample tail(Map<String, List<Double>> tails, String name) {
        List<Double> all = tails.get(name);
        return new Sample(all.subList(WARM_UPS, all.size()).stream().mapToDouble(Double::doubleValue).toArray());
    }
}

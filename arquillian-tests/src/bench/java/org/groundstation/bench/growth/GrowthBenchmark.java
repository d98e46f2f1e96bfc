package org.groundstation.bench.growth;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.groundstation.bench.BenchServer;
import org.groundstation.bench.Options;
import org.groundstation.bench.Report;
import org.groundstation.bench.Result;
import org.groundstation.bench.Sample;
import org.groundstation.bench.database.Database;
import org.groundstation.bench.database.PaymentTable;
import org.groundstation.bench.growth.MemoryWatch.Peaks;
import org.groundstation.bench.job.Regression;
import org.groundstation.bench.job.TableJobRequest;

/** {@code growth/*}: rows per second of the job as the table grows. {@code memory/*}: the most that it ever took. */
public final class GrowthBenchmark {
    private static final String TARGET = "growing_scores";
    private static final double SMALLEST = 1;
    private static final double LARGEST = 100;
    /** Several, as on a machine with more processors: what one holds is held several times. */
    private static final int PARTITIONS = 2;
    private static final int HEAP_MEGABYTES = 256;
    private static final int LIMIT_MEGABYTES = 256;
    /** For the write-ahead log and whatever else. */
    private static final long SPARE_BYTES = 6L << 30;

    private final Options options;
    private final Report report;
    private final Database database;
    private final BenchServer server;
    private final MemoryWatch watch;
    private Peaks peaks = Peaks.NONE;

    private GrowthBenchmark(Options options, Report report, Database database, BenchServer server, MemoryWatch watch) {
        this.options = options;
        this.report = report;
        this.database = database;
        this.server = server;
        this.watch = watch;
    }

    /** Measures. */
    public static void run(Options options, Report report) throws Exception {
        System.out.println("\ngrowth: rows/s");
        try (Database database = Database.start(options, report);
                BenchServer server = new BenchServer(options,
                        database.groundstation().javaOptions("-Xmx" + HEAP_MEGABYTES + "m", "-XX:NativeMemoryTracking=summary"));
                MemoryWatch watch = new MemoryWatch(server.process(), server.api())) {
            new GrowthBenchmark(options, report, database, server, watch).measure();
        }
    }

    private void measure() throws Exception {
        PaymentTable smallest = table(options.growthMillions().get(0)).create(database);
        Regression regression = Regression.train(options, database, smallest);
        server.saveModel(TableJobRequest.MODEL, regression.pickled());
        score(smallest); // warms up
        watch.takePeaks();
        List<Double> small = rates(smallest, options.rounds());
        tell(options.growthMillions().get(0), small);
        Sample large = null;
        for (double millions : options.growthMillions().subList(1, options.growthMillions().size())) {
            PaymentTable table = table(millions);
            long needed = table.rows() * PaymentTable.DISK_BYTES + SPARE_BYTES;
            long free = Files.getFileStore(options.output()).getUsableSpace();
            if (free < needed) {
                report.note("Growth, %s M rows: not measured; it takes %d GB of disk and %d GB are free.", millions, needed >> 30,
                        free >> 30);
                continue;
            }
            table.create(database);
            List<Double> rates = rates(table, millions < LARGEST ? Math.min(3, options.rounds()) : 1);
            table.drop(database);
            tell(millions, rates);
            large = millions == LARGEST ? sample(rates) : large;
        }
        if (large != null && options.growthMillions().get(0) == SMALLEST) {
            // before and after: an hour may lie between the first and the last run
            small.addAll(rates(smallest, options.rounds()));
            report.add(Result.moreIsBetter("growth/100m-vs-1m", large.median(), sample(small).median(), "rows/s"));
        }
        report.add(Result.lessIsBetter("memory/heap", peaks.heap(), LIMIT_MEGABYTES, "MB"));
        report.add(Result.lessIsBetter("memory/direct", peaks.direct(), LIMIT_MEGABYTES, "MB"));
        report.add(Result.lessIsBetter("memory/satellite", peaks.satellite(), LIMIT_MEGABYTES, "MB"));
    }

    private List<Double> rates(PaymentTable table, int runs) throws Exception {
        List<Double> rates = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            rates.add(score(table));
        }
        return rates;
    }

    private double score(PaymentTable table) throws Exception {
        database.execute("drop table if exists " + TARGET,
                "create table " + TARGET + " (id bigint primary key, score double precision not null)", "checkpoint");
        Map<String, Object> job = TableJobRequest.of(options, table, TARGET, "arrow", PARTITIONS);
        double seconds = server.run(job);
        if (Long.parseLong(database.text("select count(*) from " + TARGET)) != table.rows()) {
            throw new IllegalStateException("not every row of " + table + " has one score");
        }
        double rate = table.rows() / seconds;
        System.out.printf("  %,d rows: %,.0f rows/s%n", table.rows(), rate);
        return rate;
    }

    private void tell(double millions, List<Double> rates) {
        Peaks seen = watch.takePeaks();
        peaks = peaks.max(seen);
        report.note("Growth, %s M rows: %s rows/s; at most %.0f MB of heap used (%.0f after a collection), %.0f direct, "
                + "%.0f in a satellite (%.0f with what it shares), %.0f resident in the server.", millions, sample(rates), seen.heap(),
                watch.liveHeap(), seen.direct(), seen.satellite(), seen.satelliteResident(), seen.server());
    }

    private static PaymentTable table(double millions) {
        return new PaymentTable("payments_" + (long) (millions * 1e6), (long) (millions * 1e6));
    }

    private static Sample sample(List<Double> values) {
        return new Sample(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}

package org.groundstation.bench.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.groundstation.batch.table.LedgerCost;
import org.groundstation.bench.BenchServer;
import org.groundstation.bench.Options;
import org.groundstation.bench.Peers;
import org.groundstation.bench.Peers.Peer;
import org.groundstation.bench.Report;
import org.groundstation.bench.Result;
import org.groundstation.bench.Rounds;
import org.groundstation.bench.Sample;
import org.groundstation.bench.database.Database;
import org.groundstation.bench.database.PaymentTable;

/** {@code job/*}: how fast rows go from a table through a regression into another table. */
public final class JobBenchmark implements AutoCloseable {
    private static final int WARM_UPS = 1;
    /** The default. More of them write all over the target's index, where one goes on at its end. */
    private static final int PARTITIONS = 1;
    private static final int CHUNKS = 20;
    private static final String OURS = "groundstation, arrow";
    private static final String OURS_PANDAS = "groundstation, pandas";

    private final Options options;
    private final Database database;
    private final PaymentTable source;
    private final Regression regression;
    private final BenchServer server;
    private final List<Peer> processes = new ArrayList<>();

    private JobBenchmark(Options options, Database database) throws Exception {
        this.options = options;
        this.database = database;
        source = new PaymentTable("payments", options.rows()).create(database);
        regression = Regression.train(options, database, source);
        server = new BenchServer(options, database.groundstation());
        server.saveModel(TableJobRequest.MODEL, regression.pickled());
    }

    /** Measures. */
    public static void run(Options options, Report report) throws Exception {
        System.out.printf("%njob: %,d rows; rows/s%n", options.rows());
        Peers peers = new Peers(options);
        try (Database database = Database.start(options, report); JobBenchmark benchmark = new JobBenchmark(options, database)) {
            benchmark.measure(peers, report);
        }
        measureLedger(options, report);
    }

    /** {@code job/ledger}: rows written with the ledger, as always, against rows written without it. */
    private static void measureLedger(Options options, Report report) throws Exception {
        try (LedgerCost writing = new LedgerCost(CHUNKS, TableJobRequest.CHUNK_ROWS)) {
            Map<String, Sample> measured = new Rounds().add("with ledger", () -> writing.write(true)).add("without", () -> writing.write(false))
                    .run(WARM_UPS, options.rounds());
            report.add(Result.moreIsBetter("job/ledger", measured.get("with ledger").median(), measured.get("without").median(), "rows/s"));
        }
    }

    @Override
    public void close() throws IOException {
        for (Peer process : processes) {
            process.close();
        }
        server.close();
    }

    private void measure(Peers peers, Report report) throws Exception {
        ScoreTable scores = new ScoreTable(database, source, regression);
        Rounds rounds = new Rounds();
        contenders(peers, report).forEach((name, contender) -> rounds.add(name, scores.filledBy(name, contender)));
        Map<String, Sample> measured = rounds.run(WARM_UPS, options.rounds());
        double ours = measured.get(OURS).median();
        for (String peer : List.of("sql", "plpython", "psycopg-pandas", "psycopg-pyarrow", "pandas", "jdbc")) {
            if (measured.containsKey(peer)) {
                report.add(Result.moreIsBetter("job/" + peer, ours, measured.get(peer).median(), "rows/s"));
            }
        }
        measured.forEach((name, sample) -> report.note("Job, %s: %s rows/s.", name, sample));
    }

    /** Each measures seconds. */
    private Map<String, Rounds.Contender> contenders(Peers peers, Report report) throws SQLException, IOException {
        Map<String, Rounds.Contender> contenders = new LinkedHashMap<>();
        contenders.put(OURS, job("arrow"));
        contenders.put("sql", () -> insert(regression.sql()));
        if (options.isWanted("plpython")) {
            try {
                createPlPythonFunction();
                contenders.put("plpython", () -> insert("score(" + String.join(", ", PaymentTable.FEATURES) + ")"));
            } catch (SQLException missing) {
                System.out.println("  " + missing.getMessage());
                report.note("job/plpython was not measured: this PostgreSQL has no PL/Python that works. On Debian: "
                        + "apt-get install postgresql-15 postgresql-plpython3-15.");
            }
        }
        contenders.put(OURS_PANDAS, job("pandas"));
        for (String peer : List.of("psycopg-pandas", "psycopg-pyarrow")) {
            if (options.isWanted(peer)) {
                contenders.put(peer, python(peers, peer.replace('-', '_') + ".py"));
            }
        }
        contenders.put("jdbc", () -> JdbcLoop.run(database, source, regression));
        if (options.isWanted("pandas")) {
            contenders.put("pandas", python(peers, "pandas_sql.py"));
        }
        contenders.keySet().removeIf(name -> !name.startsWith("groundstation") && !options.isWanted(name));
        return contenders;
    }

    private Rounds.Contender job(String format) throws IOException {
        Map<String, Object> request = TableJobRequest.of(options, source, ScoreTable.NAME, format, PARTITIONS);
        return () -> server.run(request);
    }

    private Rounds.Contender python(Peers peers, String file) throws IOException {
        Path model = Files.write(options.output().resolve("model.pickle"), regression.pickled());
        Peer process = peers.start(file, database.environment(), model.toString(), source.name(), ScoreTable.NAME);
        processes.add(process);
        return process::run;
    }

    private double insert(String score) throws SQLException {
        long started = System.nanoTime();
        database.execute("insert into " + ScoreTable.NAME + " select id, " + score + " from " + source.name());
        return (System.nanoTime() - started) / 1e9;
    }

    private void createPlPythonFunction() throws SQLException {
        List<String> parameters = PaymentTable.FEATURES.stream().map(name -> name + " double precision").toList();
        database.execute("create extension if not exists plpython3u",
                "create or replace function score(" + String.join(", ", parameters) + ") returns double precision immutable "
                        + "language plpython3u as $$\nimport math\nreturn " + regression.python() + "\n$$");
    }
}

package org.groundstation.bench.launchpad;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.api.admin.SatelliteView.State;
import org.groundstation.bench.Options;
import org.groundstation.bench.PlainAdapter;
import org.groundstation.bench.Report;
import org.groundstation.bench.Result;
import org.groundstation.bench.Rounds;
import org.groundstation.bench.Sample;
import org.groundstation.launchpad.runtime.PythonRuntime;
import org.groundstation.settings.Setting;

/** How long a caller waits for a satellite that nobody has used. */
final class LaunchTimes {
    private static final int LAUNCHES = 200;
    private static final int INTERPRETERS_IN_ROUND = 2;
    private static final double SPARE_LIMIT = 3;
    private static final double COLD_LIMIT = 40;
    private static final double RATIO_WANTED = 20;
    private static final ExternalScript NOTHING = ExternalScript.python("pass").build();
    /** What the zygote imports. */
    private static final String IMPORTS = "import numpy, pandas, pyarrow, sklearn.linear_model; print('ready', flush=True)";

    private static final Map<String, String> SPAWNING = Map.of(Setting.SATELLITE_SPARES.key(), "0", Setting.LAUNCHER.key(), "spawn",
            Setting.ISOLATION_TRUSTED.key(), "true");

    private final Options options;
    private final List<Double> spare = new ArrayList<>();
    private final List<Double> cold = new ArrayList<>();
    private final List<Double> coldAndScript = new ArrayList<>();
    private final List<Double> coldWithGate = new ArrayList<>();
    private final List<Double> spawned = new ArrayList<>();
    private final List<Double> python = new ArrayList<>();

    private LaunchTimes(Options options) {
        this.options = options;
    }

    static void measure(Options options, Report report) throws Exception {
        System.out.println("\nlaunch: ms");
        new LaunchTimes(options).measure(report);
    }

    private void measure(Report report) throws Exception {
        try (PlainAdapter ahead = new PlainAdapter(spares(1)); PlainAdapter onDemand = new PlainAdapter(spares(0));
                PlainAdapter granted = new PlainAdapter(spares(0)); PlainAdapter spawning = new PlainAdapter(SPAWNING)) {
            ahead.connect().close();
            onDemand.connect().close();
            granted.connect().close();
            spawning.connect().close();
            granted.grant(NetworkGrant.of("localhost", 5432));
            new Rounds().add("spare", () -> round(spare, perRound(), () -> checkout(ahead)))
                    .add("cold", () -> round(cold, perRound(), () -> launch(onDemand, coldAndScript)))
                    .add("cold, a host granted", () -> round(coldWithGate, perRound(), () -> launch(granted, new ArrayList<>())))
                    .add("cold, spawned", () -> round(spawned, INTERPRETERS_IN_ROUND, () -> launch(spawning, new ArrayList<>())))
                    .add("python", () -> round(python, INTERPRETERS_IN_ROUND, LaunchTimes::interpreter)).run(0, options.rounds());
            report.add(Result.lessIsBetter("launch/spare", sample(spare).median(), SPARE_LIMIT, "ms"));
            report.add(Result.lessIsBetter("launch/cold", sample(cold).median(), COLD_LIMIT, "ms"));
            report.add(Result.lessIsBetter("launch/vs-python", sample(cold).median(), sample(python).median(), "ms"));
            report.note("Launch, isolation: %s.", onDemand.isolation().summary());
            report.note("Launch, a spare waits: %s ms, 99 of 100 within %.1f; %d times.", sample(spare), sample(spare).quantile(0.99), spare.size());
            report.note("Launch, without a spare: %s ms, 99 of 100 within %.1f; %d times; until its first script has ended: %s ms.",
                    sample(cold), sample(cold).quantile(0.99), cold.size(), sample(coldAndScript));
            report.note("Launch, without a spare, with one host granted: %s ms, %d times.", sample(coldWithGate), coldWithGate.size());
            report.note("Launch, without a spare, spawned and not isolated: %s ms, %d times.", sample(spawned), spawned.size());
            report.note("Launch, a plain interpreter with the same imports: %s ms, %d times; %.0f times as long (wanted: %.0f).",
                    sample(python), python.size(), sample(python).median() / sample(cold).median(), RATIO_WANTED);
        }
    }

    private int perRound() {
        return Math.max(1, LAUNCHES / options.rounds());
    }

    private static double round(List<Double> all, int count, Callable<Double> measurement) throws Exception {
        List<Double> measured = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            measured.add(measurement.call());
        }
        all.addAll(measured);
        return sample(measured).median();
    }

    private static double checkout(PlainAdapter station) throws InterruptedException {
        Waiting.until(() -> station.living().size() == 1 && station.living().get(0).state() == State.SPARE);
        long start = System.nanoTime();
        try (SatelliteConnection connection = station.connect()) {
            double millis = millisSince(start);
            connection.execute(NOTHING).close();
            return millis;
        }
    }

    private static double launch(PlainAdapter station, List<Double> andScript) throws InterruptedException {
        Waiting.until(() -> station.living().isEmpty());
        long start = System.nanoTime();
        try (SatelliteConnection connection = station.connect()) {
            double millis = millisSince(start);
            connection.execute(NOTHING).close();
            andScript.add(millisSince(start));
            return millis;
        }
    }

    private static double interpreter() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new PythonRuntime(Setting.pythonHome()).interpreter().toString(), "-I", "-c", IMPORTS);
        builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1"));
        long start = System.nanoTime();
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            if (said.readLine() == null) {
                throw new IOException("the plain interpreter failed; see above");
            }
            return millisSince(start);
        } finally {
            process.waitFor();
        }
    }

    private static Map<String, String> spares(int number) {
        return Map.of(Setting.SATELLITE_SPARES.key(), Integer.toString(number));
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static Sample sample(List<Double> values) {
        return new Sample(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}

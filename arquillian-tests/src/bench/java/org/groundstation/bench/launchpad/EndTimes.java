package org.groundstation.bench.launchpad;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.admin.SatelliteView;
import org.groundstation.bench.PlainAdapter;
import org.groundstation.bench.Report;
import org.groundstation.bench.Result;
import org.groundstation.bench.Sample;
import org.groundstation.settings.Setting;

/** How long it takes in each way to end a script with a child and a daemon, until no process and no folder of it is left. */
final class EndTimes {
    private static final int TIMES = 40;
    private static final double LIMIT_MILLIS = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int SLEEPERS = 2;
    private static final String LAST_LINE = "time.sleep(600)";
    private static final String HANG = """
            import os, subprocess, time
            child = subprocess.Popen(["sleep", "600"])
            starter = os.fork()
            if starter == 0:
                os.setsid()
                if os.fork() == 0:
                    os.execvp("sleep", ["sleep", "601"])
                os._exit(0)
            os.waitpid(starter, 0)
            """;

    /** What ends a script. */
    private enum Way { CANCEL, CLOSE, TIMEOUT, BROKEN_CONNECTION }

    private EndTimes() {
    }

    static void measure(Report report) throws Exception {
        System.out.println("\nends: ms, " + TIMES + " times each");
        try (PlainAdapter station = new PlainAdapter(Map.of(Setting.SATELLITE_SPARES.key(), "1"))) {
            station.connect().close();
            for (Way way : Way.values()) {
                double[] millis = new double[TIMES];
                for (int i = 0; i < TIMES; i++) {
                    millis[i] = end(station, way);
                }
                Sample sample = new Sample(millis);
                String name = way.name().toLowerCase(Locale.ROOT).replace('_', '-');
                report.add(Result.lessIsBetter("ends/" + name, sample.median(), LIMIT_MILLIS, "ms"));
                report.note("Ends, %s: %s ms; %d times.", name, sample, TIMES);
            }
        }
    }

    private static double end(PlainAdapter station, Way way) throws Exception {
        SatelliteConnection connection = station.connect();
        long id = connection.satelliteId();
        ProcessHandle satellite = station.living().stream().filter(view -> view.id() == id).map(SatelliteView::pid)
                .flatMap(pid -> ProcessHandle.of(pid).stream()).findFirst().orElseThrow();
        long began = System.nanoTime();
        Thread call = new Thread(() -> hang(connection, way));
        call.start();
        Waiting.until(() -> satellite.descendants().filter(EndTimes::sleeps).count() == SLEEPERS);
        List<ProcessHandle> processes = new ArrayList<>(satellite.descendants().toList());
        processes.add(satellite);
        Path folder = Files.readSymbolicLink(Path.of("/proc/" + satellite.pid() + "/cwd"));
        long asked = way == Way.TIMEOUT ? began + TIMEOUT.toNanos() : System.nanoTime();
        ask(connection, way, processes);
        Waiting.until(() -> processes.stream().noneMatch(ProcessHandle::isAlive) && !Files.exists(folder));
        double millis = (System.nanoTime() - asked) / 1e6;
        call.join();
        connection.close();
        return millis;
    }

    private static void ask(SatelliteConnection connection, Way way, List<ProcessHandle> processes) {
        switch (way) {
            case CANCEL -> connection.cancel();
            case CLOSE -> connection.close();
            case BROKEN_CONNECTION -> processes.stream().filter(process -> process.info().commandLine().orElse("").endsWith("sleep 600"))
                    .forEach(ProcessHandle::destroyForcibly);
            case TIMEOUT -> { /* the clock does */ }
        }
    }

    private static void hang(SatelliteConnection connection, Way way) {
        String last = way == Way.BROKEN_CONNECTION ? "child.wait(); os.closerange(3, 1024); " + LAST_LINE : LAST_LINE;
        try {
            connection.execute(ExternalScript.python(HANG + last).timeout(way == Way.TIMEOUT ? TIMEOUT : Duration.ZERO).build()).close();
        } catch (GroundstationException expected) {
            // this is how it ends
        }
    }

    private static boolean sleeps(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/sleep");
    }
}

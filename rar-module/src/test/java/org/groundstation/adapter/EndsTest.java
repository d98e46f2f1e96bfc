package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.ScriptSession;
import org.groundstation.api.admin.SatelliteView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How long it takes in each way to end a script until nothing of it is left: no process, neither a child nor a daemon, no
 * folder, no worker account in use. What a whole server leaves is a test on a server.
 */
@Timeout(120)
class EndsTest {
    private static final Duration BAR = Duration.ofSeconds(1);
    private static final Duration BAR_OF_A_KILLED_SERVER = Duration.ofSeconds(2);
    /** A busy machine is late now and then, a fault every time: one try within the bar will do. */
    private static final int TRIES = 3;
    private static final Duration GIVE_UP = Duration.ofSeconds(15);
    private static final Duration SCRIPT_TIMEOUT = Duration.ofSeconds(3);
    private static final int SLEEPERS = 2;
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
            time.sleep(600)
            """;

    /** Ends a script that runs. */
    interface End {
        void of(TestAdapter station, SatelliteConnection connection);
    }

    /** What a script has on the machine. */
    private record Trace(List<ProcessHandle> processes, Path folder) {
        /** Waits until the script has started everything. */
        static Trace of(ProcessHandle satellite) throws IOException {
            await().atMost(GIVE_UP).until(() -> satellite.descendants().filter(process -> process.info().command().orElse("").endsWith("/sleep"))
                    .count() == SLEEPERS);
            List<ProcessHandle> processes = new ArrayList<>(satellite.descendants().toList());
            processes.add(satellite);
            return new Trace(processes, Files.readSymbolicLink(Path.of("/proc/" + satellite.pid() + "/cwd")));
        }

        boolean isGone() {
            return processes.stream().noneMatch(ProcessHandle::isAlive) && !Files.exists(folder);
        }
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                arguments("cancelled by the caller", (End) (station, connection) -> connection.cancel()),
                arguments("stopped by an administrator", (End) (station, connection) -> station.factory().endSatellite(connection.satelliteId())),
                arguments("the caller closes its connection", (End) (station, connection) -> connection.close()),
                arguments("the resource adapter stops", (End) (station, connection) -> station.close()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void nothingIsLeftWithinASecond(String name, End end) throws Exception {
        within(BAR, () -> {
            try (TestAdapter station = new TestAdapter()) {
                SatelliteConnection connection = station.factory().getConnection();
                CompletableFuture<Void> call = hang(connection, Duration.ZERO);
                Trace trace = Trace.of(satellite(station, connection));
                long asked = System.nanoTime();
                end.of(station, connection);
                Duration took = untilGone(asked, () -> trace.isGone() && station.adapter.accountsInUse() == 0);
                assertThat(call).succeedsWithin(GIVE_UP);
                return took;
            }
        });
    }

    @Test
    void nothingIsLeftASecondAfterTheTimeout() throws Exception {
        within(BAR, () -> {
            try (TestAdapter station = new TestAdapter(); SatelliteConnection connection = station.factory().getConnection()) {
                long due = System.nanoTime() + SCRIPT_TIMEOUT.toNanos();
                CompletableFuture<Void> call = hang(connection, SCRIPT_TIMEOUT);
                Trace trace = Trace.of(satellite(station, connection));
                Duration took = untilGone(due, () -> trace.isGone() && station.adapter.accountsInUse() == 0);
                assertThat(call).succeedsWithin(GIVE_UP);
                return took;
            }
        });
    }

    @Test
    void nothingIsLeftWithinASecondWhenTheCallerClosesItsConnectionWithASessionThatRuns() throws Exception {
        within(BAR, () -> {
            try (TestAdapter station = new TestAdapter();
                    RootAllocator allocator = new RootAllocator();
                    VectorSchemaRoot rows = TestAdapter.batch(allocator, 3)) {
                SatelliteConnection connection = station.factory().getConnection();
                ScriptSession session = connection.open(ExternalScript.python(HANG).build(), rows.getSchema(), Map.of());
                session.send(rows);
                Trace trace = Trace.of(satellite(station, connection));
                long asked = System.nanoTime();
                connection.close();
                return untilGone(asked, () -> trace.isGone() && station.adapter.accountsInUse() == 0);
            }
        });
    }

    @Test
    void nothingIsLeftWithinASecondOfASatelliteWhoseConnectionBreaksWhileItLivesOn() throws Exception {
        within(BAR, () -> {
            try (TestAdapter station = new TestAdapter(); SatelliteConnection connection = station.factory().getConnection()) {
                CompletableFuture<Void> call = run(connection, HANG.replace("time.sleep(600)", "child.wait(); os.closerange(3, 1024); time.sleep(600)"),
                        Duration.ZERO);
                Trace trace = Trace.of(satellite(station, connection));
                long asked = System.nanoTime();
                trace.processes().stream().filter(process -> process.info().commandLine().orElse("").endsWith("sleep 600"))
                        .forEach(ProcessHandle::destroyForcibly);
                Duration took = untilGone(asked, () -> trace.isGone() && station.adapter.accountsInUse() == 0);
                assertThat(call).succeedsWithin(GIVE_UP);
                return took;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsLeftOfAServerThatIsTerminatedOrKilled(boolean killed) throws Exception {
        within(killed ? BAR_OF_A_KILLED_SERVER : BAR, () -> {
            Process server = server();
            try {
                long satellite = Long.parseLong(new BufferedReader(new InputStreamReader(server.getInputStream())).readLine());
                Trace trace = Trace.of(ProcessHandle.of(satellite).orElseThrow());
                List<ProcessHandle> all = server.descendants().toList();
                long asked = System.nanoTime();
                if (killed) {
                    server.destroyForcibly();
                } else {
                    server.destroy();
                }
                return untilGone(asked, () -> trace.isGone() && all.stream().noneMatch(ProcessHandle::isAlive) && !Files.exists(trace.folder().getParent()));
            } finally {
                server.destroyForcibly();
            }
        });
    }

    /** The server of the test above: a script that hangs, on a resource adapter that is stopped in order by SIGTERM. */
    public static void main(String... none) throws Exception {
        TestAdapter station = new TestAdapter();
        Runtime.getRuntime().addShutdownHook(new Thread(station::close));
        SatelliteConnection connection = station.factory().getConnection();
        System.out.println(satellite(station, connection).pid());
        hang(connection, Duration.ZERO).join();
    }

    private static Process server() throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        System.getProperties().stringPropertyNames().stream().filter(key -> key.startsWith("groundstation.") || key.equals("java.io.tmpdir"))
                .forEach(key -> command.add("-D" + key + "=" + System.getProperty(key)));
        command.add(EndsTest.class.getName());
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** One measurement. */
    private interface Attempt {
        Duration run() throws Exception;
    }

    private static void within(Duration bar, Attempt attempt) throws Exception {
        List<Duration> took = new ArrayList<>();
        do {
            took.add(attempt.run());
        } while (took.get(took.size() - 1).compareTo(bar) > 0 && took.size() < TRIES);
        assertThat(took).as("how long it took, each time").anyMatch(time -> time.compareTo(bar) <= 0);
    }

    private static Duration untilGone(long since, BooleanSupplier gone) {
        await().atMost(GIVE_UP).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(gone::getAsBoolean);
        return Duration.ofNanos(System.nanoTime() - since);
    }

    private static CompletableFuture<Void> hang(SatelliteConnection connection, Duration timeout) {
        return run(connection, HANG, timeout);
    }

    private static CompletableFuture<Void> run(SatelliteConnection connection, String source, Duration timeout) {
        ExternalScript script = ExternalScript.python(source).timeout(timeout).build();
        return CompletableFuture.runAsync(() -> {
            try {
                connection.execute(script).close();
            } catch (GroundstationException ended) {
                assertThat(ended.code()).isIn(ErrorCode.SCRIPT_CANCELLED, ErrorCode.SCRIPT_TIMED_OUT, ErrorCode.SATELLITE_LOST, ErrorCode.CONNECTION_CLOSED);
            }
        });
    }

    private static ProcessHandle satellite(TestAdapter station, SatelliteConnection connection) {
        long id = connection.satelliteId();
        return station.adapter.monitor().satellites().stream().filter(view -> view.id() == id).map(SatelliteView::pid)
                .flatMap(pid -> ProcessHandle.of(pid).stream()).findFirst().orElseThrow();
    }
}

package org.groundstation.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.groundstation.it.Api;
import org.groundstation.it.ServerProcess;
import org.groundstation.it.SharedFolder;
import org.groundstation.it.crash.Readings.Tally;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running job needs goes away: its satellites, its database, its server. */
@Tag("alone")
class SatelliteLossIT {
    private static final Duration JOB_LIMIT = Duration.ofMinutes(3);
    private static final Duration STEP_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    /** A few seconds; the machine may be busy with other things. */
    private static final Duration SIGTERM_LIMIT = Duration.ofSeconds(15);
    private static final int SATELLITE_KILLS = 4;

    @TempDir
    private static Path folder;
    private static final SharedFolder SHARED = new SharedFolder();
    private static StoppablePostgres postgres;
    private static ServerProcess server;

    @BeforeAll
    static void prepare() throws SQLException {
        postgres = new StoppablePostgres(folder.resolve("postgres"));
        try (Connection connection = postgres.connect()) {
            Readings.create(connection);
        }
        server = postgres.groundstation().and(Setting.ISOLATION_WRITABLE, SHARED.path()).start();
    }

    @AfterAll
    static void end() {
        try {
            server.close();
        } finally {
            postgres.close();
            SHARED.close();
        }
    }

    @BeforeEach
    void startAgain() {
        if (!server.handle().isAlive()) {
            server.start();
        }
    }

    @Test
    void theChunksOfKilledSatellitesAreScoredOnOthersAlsoWhenTheirZygoteDies() throws SQLException {
        Api api = server.api();
        long job = startJob(api, Readings.job(target("satellites")));
        long lostBefore = api.get("/api/satellites/counters").get("lost").asLong();
        for (int kill = 0; kill < SATELLITE_KILLS; kill++) {
            awaitProgressEverywhere(api, job);
            List<Long> busy = awaitBusySatellites(api);
            assertThat(ProcessHandle.of(busy.get(kill % busy.size())).orElseThrow().destroyForcibly()).isTrue();
        }
        awaitProgressEverywhere(api, job);
        assertThat(api.get("/api/satellites/counters").get("lost").asLong() - lostBefore).isEqualTo(SATELLITE_KILLS);
        List<ProcessHandle> withZygote = PythonProcesses.below(server);
        server.handle().children().forEach(ProcessHandle::destroyForcibly);
        PythonProcesses.assertGone(withZygote, PythonProcesses.AFTER_KILL);
        JsonNode done = api.awaitJob(job, "COMPLETED", JOB_LIMIT);

        Readings.assertAllCounted(done);
        assertThat(done.get("restarts").asInt()).as("the job itself was not interrupted").isZero();
        assertExactlyOnce("satellites");
    }

    @Test
    void aJobGoesOnWhenItsDatabaseComesBack() throws SQLException {
        Api api = server.api();
        long job = startJob(api, Readings.job(target("outage")));
        for (int outage = 1; outage <= 2; outage++) {
            awaitProgress(api, job);
            if (outage == 1) {
                postgres.stop();
            } else {
                postgres.crash();
            }
            Awaitility.await("the outage is told").atMost(STEP_LIMIT).pollInterval(POLL)
                    .untilAsserted(() -> assertDatabaseIsAway(api.send("GET", "/api/jobs/" + job, null)));
            assertThat(server.handle().isAlive()).isTrue();
            postgres.start();
            int interruptions = outage;
            Awaitility.await("the job goes on").atMost(STEP_LIMIT).pollInterval(POLL).ignoreExceptions()
                    .until(() -> api.job(job).get("restarts").asInt() >= interruptions);
        }
        JsonNode done = api.awaitJob(job, "COMPLETED", JOB_LIMIT);

        Readings.assertAllCounted(done);
        assertExactlyOnce("outage");
    }

    @Test
    void sigtermEndsServerAndSatellitesAlsoInALongChunkAndTheJobGoesOnLater() throws SQLException, IOException {
        Path quick = SHARED.path().resolve("quick");
        Map<String, Object> request = Readings.jobThatBegins(target("sigterm"), """
                import os, time
                if InputDataSet["id"].max() > 0 and not os.path.exists(quick):
                    time.sleep(600)
                """);
        request.put("arguments", Map.of("quick", quick.toString()));
        Api api = server.api();
        long job = startJob(api, request);
        List<ProcessHandle> python = PythonProcesses.below(server);
        List<Path> folders = PythonProcesses.folders(python);
        assertThat(folders).hasSizeGreaterThanOrEqualTo(Readings.PARTITIONS);
        long asked = System.nanoTime();
        int exitCode = server.terminate();

        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SIGTERM_LIMIT);
        assertThat(exitCode).as("the exit code of SIGTERM").isEqualTo(143);
        assertThat(server.errors()).isEmpty();
        PythonProcesses.assertGone(python, PythonProcesses.AFTER_STOP);
        assertThat(folders).noneMatch(Files::exists);

        Files.createFile(quick);
        server.start();
        Readings.assertAllCounted(server.api().awaitJob(job, "COMPLETED", JOB_LIMIT));
        assertExactlyOnce("sigterm");
    }

    @Test
    void aKilledServerLeavesNoProcessBehindNotEvenADaemonOfAScript() throws SQLException, IOException {
        Path notes = SHARED.path();
        Map<String, Object> request = Readings.jobThatBegins(target("daemons"), """
                import os, subprocess, uuid
                satellite = uuid.uuid4()
                if "daemon" not in globals():
                    child = subprocess.Popen(["sleep", "600"])
                    daemon = os.fork()
                    if daemon == 0:
                        os.setsid()
                        if os.fork() == 0:
                            open(f"{notes}/daemon-{satellite}", "w").close()
                            os.execvp("sleep", ["sleep", "600"])
                        os._exit(0)
                    os.waitpid(daemon, 0)
                """);
        request.put("arguments", Map.of("notes", notes.toString()));
        long job = startJob(server.api(), request);
        Awaitility.await("a daemon of each satellite").atMost(STEP_LIMIT).pollInterval(POLL)
                .until(() -> noted(notes).size() == Readings.PARTITIONS);
        List<ProcessHandle> started = PythonProcesses.below(server);
        assertThat(started.stream().filter(process -> process.info().command().orElse("").endsWith("/sleep")))
                .as("a child and a daemon of each satellite").hasSize(2 * Readings.PARTITIONS);
        List<Path> folders = PythonProcesses.folders(started);
        assertThat(folders).hasSizeGreaterThanOrEqualTo(Readings.PARTITIONS);
        server.kill();

        PythonProcesses.assertGone(started, PythonProcesses.AFTER_KILL);
        assertThat(folders).noneMatch(Files::exists);
        server.start();
        Readings.assertAllCounted(server.api().awaitJob(job, "COMPLETED", JOB_LIMIT));
        assertExactlyOnce("daemons");
    }

    private static String target(String name) throws SQLException {
        try (Connection connection = postgres.connect()) {
            Readings.createTarget(connection, name);
        }
        return name;
    }

    private static long startJob(Api api, Map<String, Object> request) {
        long job = api.startJob(request);
        awaitProgress(api, job);
        return job;
    }

    /** Waits until a running job has written more rows than now. */
    private static void awaitProgress(Api api, long job) {
        long before = api.job(job).get("rowsWritten").asLong();
        Awaitility.await("progress").atMost(STEP_LIMIT).pollInterval(POLL)
                .until(() -> api.job(job).get("rowsWritten").asLong() > before);
        assertThat(api.job(job).get("state").asText()).isEqualTo("RUNNING");
    }

    /** Waits until each partition has written more rows than now: a chunk that loses three satellites fails its job. */
    private static void awaitProgressEverywhere(Api api, long job) {
        List<Long> before = rowsWritten(api.job(job));
        Awaitility.await("progress everywhere").atMost(STEP_LIMIT).pollInterval(POLL).until(() -> {
            List<Long> now = rowsWritten(api.job(job));
            return IntStream.range(0, Readings.PARTITIONS).allMatch(partition -> now.get(partition) > before.get(partition));
        });
    }

    private static List<Long> rowsWritten(JsonNode job) {
        return StreamSupport.stream(job.get("partitions").spliterator(), false)
                .map(partition -> partition.get("rowsWritten").asLong()).toList();
    }

    private static List<Long> awaitBusySatellites(Api api) {
        return Awaitility.await("busy satellites").atMost(STEP_LIMIT).pollInterval(POLL)
                .until(() -> StreamSupport.stream(api.get("/api/satellites").spliterator(), false)
                        .filter(satellite -> satellite.get("state").asText().equals("RUNNING"))
                        .map(satellite -> satellite.get("pid").asLong()).toList(), busy -> !busy.isEmpty());
    }

    private static void assertDatabaseIsAway(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).startsWith("{\"code\":\"GS-5001\",\"message\":\"GS-5001: the database cannot be reached: ")
                .endsWith(" Start the database or fix the connection; running jobs continue by themselves.\"}");
    }

    private static void assertExactlyOnce(String target) throws SQLException {
        try (Connection connection = postgres.connect()) {
            assertThat(Readings.tally(connection, target)).isEqualTo(Tally.EXACTLY_ONCE);
        }
    }

    private static List<Path> noted(Path notes) throws IOException {
        try (Stream<Path> files = Files.list(notes)) {
            return files.filter(file -> file.getFileName().toString().startsWith("daemon-")).toList();
        }
    }
}

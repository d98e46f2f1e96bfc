package org.groundstation.it.crash.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.groundstation.it.Api;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers on one PostgreSQL, each with a data folder of its own, and a third one now and then. */
@Tag("alone")
class TwoServersIT {
    private static final Duration STEP_LIMIT = Duration.ofSeconds(60);
    private static final Duration JOB_LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);
    /** How soon a request that was made on another server takes effect, on a slow and busy machine too; mostly within a second. */
    private static final Duration STOP_BAR = Duration.ofSeconds(15);
    /** The lease is ten seconds; a busy machine takes its time. */
    /** A lease that was not given back lasts for six seconds more at least. */
    private static final Duration GIVEN_BACK_BAR = Duration.ofSeconds(5);
    private static final Duration TAKEN_BAR = Duration.ofSeconds(60);
    private static PostgresLab lab;
    private static int number;

    private ServerUnderTest a;
    private ServerUnderTest b;

    @BeforeAll
    static void start() throws Exception {
        lab = new PostgresLab();
        lab.start();
    }

    @AfterAll
    static void end() {
        lab.close();
    }

    @BeforeEach
    void prepare() {
        lab.recover(true);
        a = lab.stations().get(0);
        b = lab.stations().get(1);
    }

    @Test
    void aStopThatIsMadeOnTheOtherServerTakesEffectAndTheJobIsRestartedThere() throws Exception {
        Round round = round(6);
        long job = startOn(a, round);
        awaitRows(job, 1);
        String owner = owner(job);
        long asked = System.nanoTime();
        b.api().post("/api/jobs/" + job + "/stop", null);
        awaitState(job, "STOPPED");
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).as("from the request to the stop").isLessThan(STOP_BAR);

        b.api().post("/api/jobs/" + job + "/restart", null);
        assertThat(owner(job)).as("the server that has it now").isNotEqualTo(owner);
        assertExact(round, job);
    }

    @Test
    void theJobOfAKilledServerGoesOnOnTheOther() throws Exception {
        Round round = round(20);
        long job = startOn(a, round);
        awaitRows(job, 1);
        long written = lab.view(job).rowsWritten();
        a.server().kill();
        Awaitility.await("a chunk on the other server").atMost(TAKEN_BAR).pollInterval(POLL)
                .until(() -> lab.view(job).restarts() == 1 && lab.view(job).rowsWritten() > written);
        assertExact(round, job);
    }

    @Test
    void theJobOfAServerThatIsEndedGoesOnBeforeItsLeaseWouldHaveRunOut() throws Exception {
        Round round = round(20);
        long job = startOn(a, round);
        awaitRows(job, 1);
        a.server().handle().destroy();
        a.server().waitForEnd(STEP_LIMIT);
        Awaitility.await("the other server").atMost(GIVEN_BACK_BAR).pollInterval(POLL).until(() -> lab.view(job).restarts() == 1);
        assertExact(round, job);
    }

    @Test
    void aServerThatWasFrozenBeyondItsLeaseWritesNothingAndSaysWhy() throws Exception {
        Round round = round(12);
        long job = startOn(a, round);
        awaitRows(job, 1);
        ServerStrikes.signal(a, "STOP");
        try {
            Awaitility.await("the other server").atMost(TAKEN_BAR).pollInterval(POLL).until(() -> lab.view(job).restarts() == 1);
        } finally {
            ServerStrikes.signal(a, "CONT");
        }
        Awaitility.await("what the frozen server says").atMost(STEP_LIMIT).pollInterval(POLL)
                .untilAsserted(() -> assertThat(a.server().log()).contains("table job " + job + " was taken over by another execution"));
        assertExact(round, job);
        assertThat(lab.view(job).restarts()).as("it is not taken back").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "end"})
    void whatEndsWhileItsServerIsFrozenStaysAsItIs(String request) throws Exception {
        Round round = round(40);
        long job = startOn(a, round);
        awaitRows(job, 1);
        ServerStrikes.signal(a, "STOP");
        long written;
        try {
            b.api().post("/api/jobs/" + job + "/" + request, null);
            if (request.equals("stop")) {
                awaitState(job, "STOPPED"); // once the lease has run out
            }
            assertThat(lab.view(job).state()).isEqualTo("STOPPED");
            written = lab.view(job).rowsWritten();
        } finally {
            ServerStrikes.signal(a, "CONT");
        }
        Awaitility.await("what the frozen server says").atMost(STEP_LIMIT).pollInterval(POLL)
                .untilAsserted(() -> assertThat(a.server().log()).contains("table job " + job + " was taken over by another execution"));
        assertThat(lab.view(job)).isEqualTo(new Lab.View("STOPPED", 0, "", written));
        b.api().post("/api/jobs/" + job + "/restart", null);
        assertExact(round, job);
    }

    @Test
    void aStartThatIsRepeatedWithItsKeyIsTheSameJob() throws Exception {
        Round round = round(2);
        RoundRun.prepare(lab, round);
        HttpResponse<String> first = startWithKey(a, round.job(), "once-" + round.number());
        HttpResponse<String> again = startWithKey(b, round.job(), "once-" + round.number());
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
        assertThat(id(again)).as("the same job, on whichever server").isEqualTo(id(first));
        Map<String, Object> other = new java.util.HashMap<>(round.job());
        other.put("chunkRows", round.chunkRows() + 1);
        HttpResponse<String> refused = startWithKey(b, other, "once-" + round.number());
        assertThat(refused.statusCode()).as(refused.body()).isBetween(400, 499);
        assertThat(refused.body()).contains("GS-4018");
        assertExact(round, id(first));
    }

    @Test
    void aServerOnACopyOfADataFolderLeavesTheJobAloneAndOneOnAnEmptyFolderContinuesIt() throws Exception {
        Round round = round(10);
        long job = startOn(a, round);
        awaitRows(job, 1);
        lab.gate().close(Moment.BEFORE_WRITE); // the job is not to end while servers start
        try (ServerUnderTest copy = lab.station().password(a.password()); ServerUnderTest empty = lab.station().password(a.password())) {
            copy(a.server().dataFolder(), copy.server().dataFolder());
            copy.start();
            TimeUnit.SECONDS.sleep(3); // its recovery looks every second
            assertThat(lab.view(job)).as("a's job").matches(view -> view.restarts() == 0 && view.state().equals("RUNNING"));
            a.server().kill();
            b.server().kill();
            copy.server().kill();
            lab.gate().open();
            int before = lab.view(job).restarts();
            empty.start();
            Awaitility.await("the server on the empty folder").atMost(TAKEN_BAR).pollInterval(POLL).until(() -> lab.view(job).restarts() == before + 1);
            assertExact(round, job);
        } finally {
            lab.gate().open();
        }
    }

    private static Round round(int seconds) {
        return new Round(1_000 + ++number, 0, Trouble.KILL_SERVER, Database.POSTGRES, Moment.RANDOM, KeyShape.BIGINT, 4_000, 2, 20, seconds);
    }

    private static long startOn(ServerUnderTest station, Round round) throws SQLException {
        RoundRun.prepare(lab, round);
        return station.api().startJob(round.job());
    }

    private static void awaitRows(long job, long rows) {
        Awaitility.await("rows").atMost(STEP_LIMIT).pollInterval(POLL).until(() -> lab.view(job).rowsWritten() >= rows);
    }

    private static void awaitState(long job, String state) {
        Awaitility.await(state).atMost(JOB_LIMIT).pollInterval(POLL).until(() -> lab.view(job).state().equals(state));
    }

    private static void assertExact(Round round, long job) throws SQLException {
        awaitState(job, "COMPLETED");
        assertThat(lab.view(job).rowsWritten()).isEqualTo(round.rows());
        assertThat(RoundRun.compare(lab, round)).isEqualTo(new Tables.Difference(round.rows(), 0, 0));
    }

    private static String owner(long job) throws SQLException {
        try (Connection connection = lab.connect()) {
            return Sql.texts(connection, "select server from gs_job_run where id = " + job).get(0);
        }
    }

    private static HttpResponse<String> startWithKey(ServerUnderTest station, Map<String, ?> job, String key) throws IOException {
        Api api = station.api();
        return api.send(HttpRequest.newBuilder(station.server().url().resolve("/api/jobs")).timeout(STEP_LIMIT).header("X-Groundstation", "test")
                .header("Content-Type", "application/json").header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(new ObjectMapper().writeValueAsString(job))).build());
    }

    private static long id(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body()).get("id").asLong();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (Files.isRegularFile(file)) {
                    Files.copy(file, copy);
                }
            }
        }
    }
}

package org.groundstation.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.groundstation.batch.database.MariaDbServer;
import org.groundstation.it.Api;
import org.groundstation.it.Postgres;
import org.groundstation.it.ServerProcess;
import org.groundstation.it.crash.Readings.Tally;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.Test;

/** A job whose server is killed again and again, and started again each time with nobody telling it to go on. */
class ExactlyOnceIT {
    private static final System.Logger LOG = System.getLogger(ExactlyOnceIT.class.getName());
    private static final String TARGET = "scores";
    private static final Duration RESUME_LIMIT = Duration.ofMinutes(3);
    private static final Duration JOB_LIMIT = Duration.ofMinutes(10);
    /** Few, beside the crash suite; a kill that meets an execution which has not committed anything is among them. */
    private static final List<Moment> KILLS = List.of(Moment.MIDDLE, Moment.EARLY);

    private final long seed = Long.getLong("groundstation.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** When a kill comes, counted from the start of the execution that it ends. */
    private enum Moment {
        /** Most often before its first chunk is committed. */
        EARLY(400),
        /** After some of its chunks were committed. */
        MIDDLE(2_500);

        private final int longestDelayMillis;

        Moment(int longestDelayMillis) {
            this.longestDelayMillis = longestDelayMillis;
        }
    }

    @Test
    void everyRowIsScoredOnceOnPostgres() throws SQLException {
        try (Postgres postgres = new Postgres();
                ServerProcess server = postgres.groundstation();
                Connection connection = postgres.database().getConnection()) {
            Readings.create(connection);
            Readings.createTarget(connection, TARGET);

            completeThroughKills(server, KILLS);

            assertThat(Readings.tally(connection, TARGET)).isEqualTo(Tally.EXACTLY_ONCE);
        }
    }

    @Test
    void everyRowIsScoredOnceOnMariaDb() throws SQLException {
        try (MariaDbServer mariaDb = MariaDbServer.start();
                ServerProcess server = ServerProcess.with(Setting.DATABASE_URL, mariaDb.create("station"))
                        .and(Setting.DATABASE_USER, MariaDbServer.USER);
                Connection connection = mariaDb.connect("station")) {
            Readings.create(connection);
            Readings.createTarget(connection, TARGET);

            completeThroughKills(server, List.of(Moment.MIDDLE));

            assertThat(Readings.tally(connection, TARGET)).isEqualTo(Tally.EXACTLY_ONCE);
        }
    }

    @Test
    void everyRowIsScoredOnceOnTheEmbeddedDatabase() throws IOException, SQLException {
        try (ServerProcess server = ServerProcess.create()) {
            Files.createDirectories(server.dataFolder());
            try (Connection connection = embeddedDatabase(server)) {
                Readings.create(connection);
                Readings.createTarget(connection, TARGET);
            }

            completeThroughKills(server, KILLS);

            server.terminate();
            try (Connection connection = embeddedDatabase(server)) {
                assertThat(Readings.tally(connection, TARGET)).isEqualTo(Tally.EXACTLY_ONCE);
            }
        }
    }

    private void completeThroughKills(ServerProcess server, List<Moment> kills) {
        LOG.log(Level.INFO, "kills with -Dgroundstation.test.seed={0,number,#}", seed);
        server.start();
        long job = server.api().startJob(Readings.job(TARGET));
        for (int kill = 0; kill < kills.size(); kill++) {
            awaitMoment(server.api(), job, kill, kills.get(kill));
            List<ProcessHandle> python = PythonProcesses.below(server);
            server.kill();
            PythonProcesses.assertGone(python, PythonProcesses.AFTER_KILL);
            server.start();
        }
        JsonNode done = server.api().awaitJob(job, "COMPLETED", JOB_LIMIT);

        Readings.assertAllCounted(done);
        assertThat(done.get("restarts").asInt()).isEqualTo(kills.size());
    }

    /** Returns at a random moment of the execution that follows {@code kill} kills. */
    private void awaitMoment(Api api, long job, int kill, Moment moment) {
        JsonNode resumed = Awaitility.await("execution " + kill).atMost(RESUME_LIMIT).pollInterval(Duration.ofMillis(20))
                .until(() -> api.job(job), now -> now.get("restarts").asInt() == kill);
        if (moment == Moment.MIDDLE) {
            Awaitility.await("a chunk of execution " + kill).atMost(RESUME_LIMIT).pollInterval(Duration.ofMillis(50))
                    .until(() -> rowsWritten(api.job(job)) > rowsWritten(resumed));
        }
        int delay = random.nextInt(moment.longestDelayMillis);
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS)).join();
        JsonNode last = api.job(job);
        LOG.log(Level.INFO, "kill {0} ({1}) {2} ms later, at {3,number,#} rows of {4,number,#}, {5,number,#} in this execution", kill,
                moment, delay, rowsWritten(last), Readings.ROWS, rowsWritten(last) - rowsWritten(resumed));
        assertThat(last.get("state").asText()).as("a job that is killed is not over").isEqualTo("RUNNING");
    }

    private static long rowsWritten(JsonNode job) {
        return job.get("rowsWritten").asLong();
    }

    /** The file that the server keeps its tables in; only one process may have it open. */
    private static Connection embeddedDatabase(ServerProcess server) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + server.dataFolder().resolve("db").resolve("groundstation"), "sa", "");
    }
}

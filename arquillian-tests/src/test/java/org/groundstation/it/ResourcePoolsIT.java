package org.groundstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** External resource pools as an administrator makes them. What they do to scripts is tested at the connector. */
@Tag("alone")
class ResourcePoolsIT {
    private static final Duration JOB_LIMIT = Duration.ofMinutes(1);
    private static final int ROWS = 4_000;
    private static final int PARTITIONS = 3;
    private static final String SLOW = """
            import time
            time.sleep(0.5)
            OutputDataSet = InputDataSet[["id"]].assign(score=InputDataSet["x"] * 2)
            """;

    @Test
    void poolsOutlastTheServerAndAreDropped() {
        try (ServerProcess server = ServerProcess.create().start()) {
            Api api = server.api();
            assertThat(names(api)).containsExactly("default");

            assertThat(api.send("PUT", "/api/pools/fraud", Map.of("scriptMemoryMegabytes", 512, "scripts", 2, "queueTimeoutMillis", 1500))
                    .statusCode()).isEqualTo(200);
            assertThat(api.send("PUT", "/api/pools/default", Map.of("cpuPercent", 80)).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = api.send("PUT", "/api/pools/odd", Map.of("cpuPercent", 101));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("GS-2021: the external resource pool cannot be used: 101 percent of the CPUs.");
            assertThat(server.anonymous().send("PUT", "/api/pools/mine", Map.of()).statusCode()).isEqualTo(401);

            server.kill();
            Api after = server.start().api();
            assertThat(names(after)).containsExactly("default", "fraud");
            JsonNode fraud = after.get("/api/pools").get(1).get("pool");
            assertThat(fraud.get("scriptMemoryMegabytes").asInt()).isEqualTo(512);
            assertThat(fraud.get("queueTimeout").asText()).isEqualTo("PT1.5S");
            assertThat(after.get("/api/pools").get(0).get("pool").get("cpuPercent").asInt()).isEqualTo(80);

            assertThat(after.send("DELETE", "/api/pools/fraud", null).statusCode()).isEqualTo(200);
            assertThat(after.send("DELETE", "/api/pools/fraud", null).body()).contains("GS-2022");
            assertThat(after.send("DELETE", "/api/pools/default", null).body()).contains("GS-2021");
            assertThat(names(after)).containsExactly("default");
        }
    }

    @Test
    void aTableJobRunsInItsPoolAndItsPartitionsWaitThereForTheirTurn() throws SQLException {
        try (Postgres postgres = new Postgres(); ServerProcess server = postgres.groundstation().start()) {
            numbers(postgres);
            Api api = server.api();
            assertThat(api.send("PUT", "/api/pools/nightly", Map.of("scripts", 1, "queueTimeoutMillis", 200)).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = api.send("POST", "/api/jobs", job("scores", "daily", SLOW));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("GS-2022: there is no external resource pool 'daily'.");

            api.awaitJob(api.startJob(job("scores", "nightly", SLOW)), "COMPLETED", JOB_LIMIT);

            assertRightScores(postgres);
            JsonNode pool = nightly(api);
            assertThat(pool.get("served").asLong()).as("a satellite for each partition").isEqualTo(PARTITIONS);
            assertThat(pool.get("refused").asLong()).as("one at a time").isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aTableJobThatWaitsForItsPoolCanBeStopped() throws SQLException {
        try (Postgres postgres = new Postgres(); ServerProcess server = postgres.groundstation().start()) {
            numbers(postgres);
            Api api = server.api();
            api.send("PUT", "/api/pools/nightly", Map.of("scripts", 1, "queueTimeoutMillis", 0));
            api.startJob(job("never", "nightly", "import time; time.sleep(600)"));
            Awaitility.await("the pool is full").atMost(JOB_LIMIT).until(() -> nightly(api).get("satellites").asInt() == 1);
            long waiting = api.startJob(job("later", "nightly", SLOW));
            long before = nightly(api).get("refused").asLong();
            Awaitility.await("it waits").atMost(JOB_LIMIT).until(() -> nightly(api).get("refused").asLong() > before + PARTITIONS);

            api.send("POST", "/api/jobs/" + waiting + "/stop", null);

            assertThat(api.awaitJob(waiting, "STOPPED", JOB_LIMIT).get("rowsWritten").asLong()).isZero();
        }
    }

    private static void numbers(Postgres postgres) throws SQLException {
        postgres.execute("create table numbers (id bigint primary key, x double precision not null)",
                "insert into numbers select n, n / 2.0 from generate_series(1, " + ROWS + ") n");
    }

    private static void assertRightScores(Postgres postgres) throws SQLException {
        try (Connection connection = postgres.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*), count(case when score = id then 1 end) from scores")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(ROWS);
            assertThat(row.getInt(2)).as("right ones").isEqualTo(ROWS);
        }
    }

    private static Map<String, Object> job(String target, String pool, String script) {
        return Map.of("name", target, "source", "numbers", "key", "id", "target", target, "result", "id bigint not null, score double",
                "partitions", PARTITIONS, "chunkRows", 500, "resourcePool", pool, "script", script);
    }

    private static JsonNode nightly(Api api) {
        return api.get("/api/pools").get(1);
    }

    private static List<String> names(Api api) {
        return StreamSupport.stream(api.get("/api/pools").spliterator(), false).map(pool -> pool.get("pool").get("name").asText()).toList();
    }
}

package org.groundstation.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * The table that the jobs of these tests score, and the proof that each of its rows was scored once. The target has no
 * unique key: a row that is written twice is seen, not refused.
 */
final class Readings {
    static final int ROWS = 40_000;
    static final int PARTITIONS = 4;
    /** Small, so that a kill at a random moment often meets a commit. */
    private static final int CHUNK_ROWS = 50;
    /** The first chunk of each satellite takes long: a crash can come before anything is committed. */
    private static final String SCRIPT = """
            import time
            if "warm" not in globals():
                warm = True
                time.sleep(1.5)
            time.sleep(0.06)
            OutputDataSet = pandas.DataFrame({"id": InputDataSet["id"], "score": InputDataSet["id"] * 1000 + InputDataSet["celsius"]})
            """;

    /**
     * What a target holds.
     *
     * @param rows all rows
     * @param keys distinct keys
     * @param right rows whose score is that of the source row
     */
    record Tally(long rows, long keys, long right) {
        /** Every source row, once, with its own score. */
        static final Tally EXACTLY_ONCE = new Tally(ROWS, ROWS, ROWS);
    }

    private Readings() {
    }

    /** Makes and fills the source table. Keys have gaps, and half of them are negative. */
    static void create(Connection connection) throws SQLException {
        execute(connection, "create table readings (id bigint primary key, celsius integer not null)");
        try (PreparedStatement insert = connection.prepareStatement("insert into readings values (?, ?)")) {
            for (int row = 0; row < ROWS; row++) {
                insert.setLong(1, 3L * (row - ROWS / 2));
                insert.setInt(2, (int) (7919L * row % 1000));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Makes an empty target. */
    static void createTarget(Connection connection, String target) throws SQLException {
        execute(connection, "create table " + target + " (id bigint not null, score bigint not null)");
    }

    /** The request that scores all rows. It takes about 20 s. */
    static Map<String, Object> job(String target) {
        return job(target, SCRIPT);
    }

    /** The request that scores all rows, in few chunks, after a script of its own began each of them. */
    static Map<String, Object> jobThatBegins(String target, String script) {
        Map<String, Object> job = job(target, script + SCRIPT);
        job.put("chunkRows", 8 * CHUNK_ROWS);
        return job;
    }

    /** Reads the target. */
    static Tally tally(Connection connection, String target) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*), count(distinct s.id),"
                        + " count(case when s.score = r.id * 1000 + r.celsius then 1 end)"
                        + " from " + target + " s left join readings r on r.id = s.id")) {
            row.next();
            return new Tally(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    /** Checks that a job says of itself that it did everything once. */
    static void assertAllCounted(JsonNode job) {
        assertThat(job.get("state").asText()).isEqualTo("COMPLETED");
        assertThat(job.get("error").isNull()).as("%s", job).isTrue();
        assertThat(job.get("partitions")).hasSize(PARTITIONS);
        for (String count : new String[] {"rowsTotal", "rowsRead", "rowsWritten"}) {
            assertThat(job.get(count).asLong()).as(count).isEqualTo(ROWS);
        }
        job.get("partitions").forEach(partition -> {
            assertThat(partition.get("rowsWritten")).as("%s", partition).isEqualTo(partition.get("rowsTotal"));
            assertThat(partition.get("rowsRead")).as("%s", partition).isEqualTo(partition.get("rowsTotal"));
        });
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Map<String, Object> job(String target, String script) {
        return new HashMap<>(Map.of("name", "crash " + target, "source", "readings", "key", "id", "target", target,
                "result", "id bigint not null, score bigint not null", "partitions", PARTITIONS, "chunkRows", CHUNK_ROWS,
                "script", script));
    }
}

package org.groundstation.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.groundstation.it.Api;
import org.groundstation.it.Postgres;
import org.groundstation.it.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More work than a server has places for: a job of 64 partitions, and 80 of one while it runs. All of it is done, in the end. */
@Tag("alone")
class ManyJobsIT {
    private static final int LARGE_ROWS = 6_400;
    private static final int SMALL_JOBS = 80;
    private static final int SMALL_ROWS = 50;
    private static final Duration LIMIT = Duration.ofMinutes(6);

    @Test
    void allJobsAreDoneWhateverTheServerHasPlacesFor() throws SQLException {
        try (Postgres postgres = new Postgres(); ServerProcess server = postgres.groundstation().start()) {
            postgres.execute("create table large as select i::bigint as id from generate_series(1, " + LARGE_ROWS + ") i",
                    "alter table large add primary key (id)", "create table small as select i::bigint as id from generate_series(1, " + SMALL_ROWS + ") i",
                    "alter table small add primary key (id)");
            Api api = server.api();
            Map<Long, String> targets = new LinkedHashMap<>();
            long large = api.startJob(job("large", "large_scores", 64));
            targets.put(large, "large_scores");
            Awaitility.await("what waits says so").atMost(LIMIT).until(() -> api.job(large), now -> now.get("waitsFor").asText().startsWith("a place"));
            for (int number = 0; number < SMALL_JOBS; number++) {
                targets.put(api.startJob(job("small", "scores_" + number, 1)), "scores_" + number);
            }
            targets.keySet().forEach(job -> {
                JsonNode done = Awaitility.await("job " + job).atMost(LIMIT).pollInterval(Duration.ofMillis(500))
                        .until(() -> api.job(job), now -> !"RUNNING".equals(now.get("state").asText()));
                assertThat(done.get("state").asText()).as("%s", done).isEqualTo("COMPLETED");
            });
            for (Map.Entry<Long, String> target : targets.entrySet()) {
                String source = target.getValue().startsWith("large") ? "large" : "small";
                assertThat(postgres.number("select count(*) from " + source + " s join " + target.getValue() + " t on t.id = s.id and t.score = s.id * 2"))
                        .as(target.getValue()).isEqualTo(source.equals("large") ? LARGE_ROWS : SMALL_ROWS)
                        .isEqualTo(postgres.number("select count(*) from " + target.getValue()));
            }
        }
    }

    private static Map<String, Object> job(String source, String target, int partitions) {
        return new HashMap<>(Map.of("name", target, "source", source, "key", "id", "target", target, "result", "id bigint not null, score bigint",
                "partitions", partitions, "chunkRows", 20, "script",
                "import time; time.sleep(0.4)\nOutputDataSet = InputDataSet.assign(score=InputDataSet['id'] * 2)"));
    }
}

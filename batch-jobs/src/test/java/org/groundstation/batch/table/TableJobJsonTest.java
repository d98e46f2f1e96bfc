package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.TableJob;
import org.junit.jupiter.api.Test;

class TableJobJsonTest {
    @Test
    void everyPartReadsBackEqual() {
        TableJob job = TableJob.named("späte \"Flüge\"").from("ops.flights", "id").columns("distance", "Dep Time")
                .into("scores", "id decimal(20,0) not null, score double, at timestamp with time zone")
                .script("x = '\\n'\nOutputDataSet = InputDataSet\n").dataFormat(ExternalScript.DataFormat.ARROW)
                .model("model", "late").argument("limit", Long.MAX_VALUE).argument("factor", Double.NaN)
                .argument("on", true).argument("text", "1").partitions(7).chunkRows(999).chunkTimeout(Duration.ZERO).resourcePool("nightly").build();
        JobDefinition definition = new JobDefinition(job, Map.of("late", 3));

        assertThat(TableJobJson.read(TableJobJson.write(definition))).isEqualTo(definition);
    }

    @Test
    void aJobFromBeforeResourcePoolsIsInTheDefaultOne() {
        JobDefinition definition = new JobDefinition(JobFixture.flights().build(), Map.of());
        String older = TableJobJson.write(definition).replace(",\"resourcePool\":\"default\"", "");

        assertThat(older).doesNotContain("resourcePool");
        assertThat(TableJobJson.read(older)).isEqualTo(definition);
    }

    @Test
    void aKeyOfSeveralColumnsReadsBackEqual() {
        JobDefinition definition = new JobDefinition(JobFixture.flights().from("flights", "region", "id")
                .into("scores", "region varchar, id bigint, score double").build(), Map.of());

        assertThat(TableJobJson.write(definition)).contains("\"key\":[\"region\",\"id\"]");
        assertThat(TableJobJson.read(TableJobJson.write(definition))).isEqualTo(definition);
    }

    /** Servers of before read and wrote it so. */
    @Test
    void aKeyOfOneColumnIsItsName() {
        JobDefinition definition = new JobDefinition(JobFixture.flights().build(), Map.of());

        assertThat(TableJobJson.write(definition)).contains("\"key\":\"id\"");
        assertThat(TableJobJson.read(TableJobJson.write(definition))).isEqualTo(definition);
    }
}

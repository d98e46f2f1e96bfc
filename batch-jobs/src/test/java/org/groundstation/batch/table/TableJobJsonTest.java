package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.SqlType;
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

    /** What servers before this one have stored, character by character. */
    @Test
    void whatWasStoredBeforeIsReadAndWrittenTheSame() {
        String stored = "{\"name\":\"späte \\\"Flüge\\\"\",\"source\":\"ops.flights\",\"key\":[\"region\",\"id\"],\"columns\":[\"distan"
                + "ce\"],\"target\":\"scores\",\"script\":\"x = '\\\\n\\t\u2028\\u0007'\\nOutputDataSet = InputDataSet\\n\",\"dat"
                + "aFormat\":\"PANDAS\",\"result\":[{\"name\":\"region\",\"type\":\"varchar\",\"nullable\":false},{\"name\":\"id"
                + "\",\"type\":\"decimal(20,0)\",\"nullable\":false},{\"name\":\"score\",\"type\":\"double precision\",\"nullable"
                + "\":true}],\"models\":{\"model\":\"late\"},\"modelVersions\":{\"late\":3},\"arguments\":{\"factor\":{\"type\":"
                + "\"Double\",\"value\":\"NaN\"}},\"partitions\":"
                + "7,\"chunkRows\":65536,\"chunkTimeoutMillis\":90000,\"resourcePool\":\"default\",\"onlyWithoutResult\":false,\""
                + "numbered\":false}";
        TableJob job = TableJob.named("späte \"Flüge\"").from("ops.flights", "region", "id").columns("distance")
                .into("scores", "region varchar not null, id decimal(20,0) not null, score double")
                .script("x = '\\n\t\u2028\u0007'\nOutputDataSet = InputDataSet\n").model("model", "late")
                .argument("factor", Double.NaN).partitions(7).chunkTimeout(Duration.ofSeconds(90)).build();
        JobDefinition definition = new JobDefinition(job, Map.of("late", 3));

        assertThat(TableJobJson.write(definition)).isEqualTo(stored);
        assertThat(TableJobJson.read(stored)).isEqualTo(definition);
        KeyTuple key = new KeyTuple(List.of("region", "id"), List.of(codec("varchar"), codec("decimal(20,0)")));
        String text = "[\"a\\\"b\\\\/ü\u2028\\u0007\ud83d\ude80\",\"12345678901234567890\"]";
        assertThat(key.encode(List.of("a\"b\\/ü\u2028\u0007\ud83d\ude80", new BigDecimal("12345678901234567890")))).isEqualTo(text);
        assertThat(key.decode(text)).containsExactly("a\"b\\/ü\u2028\u0007\ud83d\ude80", new BigDecimal("12345678901234567890"));
    }

    private static KeyCodec codec(String type) {
        return KeyCodec.of(SqlType.parse(type)).orElseThrow();
    }
}

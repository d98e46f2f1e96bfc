package org.groundstation.console.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.groundstation.api.ErrorKind;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJob;
import org.groundstation.console.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobRequestTest {
    @Test
    void whatIsMissingGetsTheDefault() throws IOException {
        TableJob job = read("""
                {"name": "scores", "source": "flights", "key": "id", "target": "scores", "script": "pass",
                 "result": "id bigint not null, score double"}""").toJob();

        assertThat(job).isEqualTo(TableJob.named("scores").from("flights", "id").script("pass")
                .into("scores", "id bigint not null, score double").build());
    }

    @Test
    void everyPartArrives() throws IOException {
        TableJob job = read("""
                {"name": "scores", "source": "flights", "key": "id", "columns": ["a"], "target": "scores", "script": "pass",
                 "dataFormat": "arrow", "result": "id bigint not null, score double", "models": {"m": "late"},
                 "arguments": {"n": 1, "x": 2.5, "t": "a", "b": true}, "partitions": 4, "chunkRows": 500,
                 "chunkTimeoutMillis": 0, "resourcePool": "nightly"}""").toJob();

        assertThat(job.columns()).containsExactly("a");
        assertThat(job.dataFormat()).isEqualTo(ExternalScript.DataFormat.ARROW);
        assertThat(job.models()).isEqualTo(Map.of("m", "late"));
        assertThat(job.arguments()).isEqualTo(Map.of("n", 1L, "x", 2.5, "t", "a", "b", true));
        assertThat(job.partitions()).isEqualTo(4);
        assertThat(job.chunkRows()).isEqualTo(500);
        assertThat(job.chunkTimeout()).isEqualTo(Duration.ZERO);
        assertThat(job.resourcePool()).isEqualTo("nightly");
    }

    @Test
    void aKeyMayHaveSeveralColumns() throws IOException {
        TableJob job = read("""
                {"name": "scores", "source": "flights", "key": ["region", "id"], "target": "scores", "script": "pass",
                 "result": "region varchar, id bigint not null, score double"}""").toJob();

        assertThat(job.keyColumns()).containsExactly("region", "id");
        assertThat(job.key()).isEqualTo("region, id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"[]|key must be the name of a column, or a list of such names",
        "5|key must be the name of a column, or a list of such names",
        "[\"id\", null]|key must be the name of a column, or a list of such names", "null|it has no key column", "\" \"|it has no key column",
        "[\"id\", \"ID\"]|its key has the same column twice: 'id, ID'", "[\"id\", \"nr\"]|the result schema lacks the key column 'nr'",
        "[\"id\", \"score\"]|the result schema has no column besides the key"})
    void whatIsNoKeyIsRefused(String key, String message) {
        assertThatThrownBy(() -> read("""
                {"name": "scores", "source": "flights", "key": %s, "target": "scores", "script": "pass",
                 "result": "id bigint not null, score double"}""".formatted(key)).toJob())
                .hasMessage("GS-4007: the table job cannot be built: " + message + ". Give every required part of TableJob a valid value.");
    }

    @Test
    void aMissingResultIsNamed() {
        assertThatThrownBy(() -> read("{\"name\": \"scores\", \"source\": \"flights\", \"key\": \"id\"}").toJob())
                .isInstanceOf(GroundstationException.class)
                .hasMessage("GS-4007: the table job cannot be built: it has no result schema. "
                        + "Give every required part of TableJob a valid value.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "\"arguments\": {\"p\": null}|argument 'p' is null; give it a value, for NULL has no type",
        "\"arguments\": {\"p\": [1]}|argument 'p' must be a Boolean, Long, Double or String",
        "\"arguments\": {\"p\": 18446744073709551616}|argument 'p' must be a Boolean, Long, Double or String",
        "\"models\": {\"m\": null}|parameter 'm' names no model", "\"columns\": [null]|one of the columns is null; name it, or leave it out"})
    void whatIsNullIsNamed(String part, String message) {
        assertThatThrownBy(() -> read("""
                {"name": "scores", "source": "flights", "key": "id", "target": "scores", "script": "pass",
                 "result": "id bigint not null, score double", %s}""".formatted(part)).toJob())
                .isInstanceOfSatisfying(GroundstationException.class, refused -> assertThat(refused.code().kind()).isEqualTo(ErrorKind.USER))
                .hasMessage("GS-4007: the table job cannot be built: " + message + ". Give every required part of TableJob a valid value.");
    }

    private static JobRequest read(String json) throws IOException {
        return (JobRequest) Json.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), JobRequest.class);
    }
}

package org.groundstation.batch.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.SqlType;
import org.groundstation.api.TableJob;
import org.groundstation.api.admin.ExternalResourcePool;

/** Job definitions as JSON text; what is written reads back equal. */
public final class TableJobJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TableJobJson() {
    }

    /** The definition as one JSON object. */
    public static String write(JobDefinition definition) {
        TableJob job = definition.job();
        ObjectNode json = JSON.createObjectNode().put("name", job.name()).put("source", job.source());
        json.set("key", key(job.keyColumns()));
        job.columns().forEach(json.putArray("columns")::add);
        json.put("target", job.target()).put("script", job.script()).put("dataFormat", job.dataFormat().name());
        ArrayNode result = json.putArray("result");
        job.result().columns().forEach(column -> result.addObject().put("name", column.name()).put("type", column.type().toString())
                .put("nullable", column.nullable()));
        job.models().forEach(json.putObject("models")::put);
        definition.modelVersions().forEach(json.putObject("modelVersions")::put);
        ObjectNode arguments = json.putObject("arguments");
        // JSON has one type for numbers and none for NaN, so values travel as text with their type.
        job.arguments().forEach((name, value) -> arguments.putObject(name).put("type", value.getClass().getSimpleName()).put("value", value.toString()));
        return json.put("partitions", job.partitions()).put("chunkRows", job.chunkRows()).put("chunkTimeoutMillis", job.chunkTimeout().toMillis())
                .put("resourcePool", job.resourcePool()).put("onlyWithoutResult", job.onlyWithoutResult())
                .put("numbered", job.numbered()).toString();
    }

    /** Why a stored definition cannot be read, as {@link ErrorCode#JOB_INVALID}; empty when it can. */
    public static Optional<GroundstationException> unreadable(String text) {
        try {
            read(text);
            return Optional.empty();
        } catch (RuntimeException broken) {
            return Optional.of(new GroundstationException(ErrorCode.JOB_INVALID, broken,
                    "what is stored of it cannot be read (" + broken.getMessage() + "); start it anew"));
        }
    }

    /** @throws IllegalArgumentException when this class did not write it */
    public static JobDefinition read(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken.getOriginalMessage(), broken);
        }
        List<ResultSchema.Column> result = elements(json.required("result")).map(column -> new ResultSchema.Column(column.required("name").textValue(),
                SqlType.parse(column.required("type").textValue()), column.required("nullable").booleanValue())).toList();
        Map<String, String> models = new LinkedHashMap<>();
        json.required("models").properties().forEach(model -> models.put(model.getKey(), model.getValue().textValue()));
        Map<String, Integer> versions = new LinkedHashMap<>();
        json.required("modelVersions").properties().forEach(version -> versions.put(version.getKey(), version.getValue().intValue()));
        Map<String, Object> arguments = new LinkedHashMap<>();
        json.required("arguments").properties().forEach(argument -> arguments.put(argument.getKey(), argument(argument.getValue())));
        TableJob job = new TableJob(json.required("name").textValue(), json.required("source").textValue(), key(json.required("key")),
                elements(json.required("columns")).map(JsonNode::textValue).toList(), json.required("target").textValue(), json.required("script").textValue(),
                ExternalScript.DataFormat.valueOf(json.required("dataFormat").textValue()), new ResultSchema(result), models, arguments,
                json.required("partitions").intValue(), json.required("chunkRows").intValue(),
                Duration.ofMillis(json.required("chunkTimeoutMillis").longValue()),
                json.path("resourcePool").asText(ExternalResourcePool.DEFAULT), json.path("onlyWithoutResult").booleanValue(),
                json.path("numbered").booleanValue()); // those of older servers lack some
        return new JobDefinition(job, versions);
    }

    /** A key of one column is its name, as servers before this one read it. */
    private static JsonNode key(List<String> columns) {
        return columns.size() == 1 ? TextNode.valueOf(columns.get(0)) : JSON.valueToTree(columns);
    }

    private static List<String> key(JsonNode json) {
        return json.isTextual() ? List.of(json.textValue()) : elements(json).map(JsonNode::textValue).toList();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static Object argument(JsonNode json) {
        String value = json.required("value").textValue();
        return switch (json.required("type").textValue()) {
            case "Boolean" -> Boolean.valueOf(value);
            case "Long" -> Long.valueOf(value);
            case "Double" -> Double.valueOf(value);
            default -> value;
        };
    }
}

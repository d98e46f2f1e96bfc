package org.groundstation.batch.table;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.SqlType;
import org.groundstation.api.TableJob;
import org.groundstation.api.admin.ExternalResourcePool;

/** Job definitions as JSON text; what is written reads back equal. */
public final class TableJobJson {
    private TableJobJson() {
    }

    /** The definition as one JSON object. */
    public static String write(JobDefinition definition) {
        TableJob job = definition.job();
        JsonArrayBuilder columns = Json.createArrayBuilder();
        job.columns().forEach(columns::add);
        JsonArrayBuilder result = Json.createArrayBuilder();
        job.result().columns().forEach(column -> result.add(Json.createObjectBuilder().add("name", column.name())
                .add("type", column.type().toString()).add("nullable", column.nullable())));
        JsonObjectBuilder models = Json.createObjectBuilder();
        job.models().forEach(models::add);
        JsonObjectBuilder versions = Json.createObjectBuilder();
        definition.modelVersions().forEach(versions::add);
        JsonObjectBuilder arguments = Json.createObjectBuilder();
        job.arguments().forEach((name, value) -> arguments.add(name, argument(value)));
        return Json.createObjectBuilder().add("name", job.name()).add("source", job.source()).add("key", key(job.keyColumns()))
                .add("columns", columns).add("target", job.target()).add("script", job.script())
                .add("dataFormat", job.dataFormat().name()).add("result", result).add("models", models)
                .add("modelVersions", versions).add("arguments", arguments).add("partitions", job.partitions())
                .add("chunkRows", job.chunkRows()).add("chunkTimeoutMillis", job.chunkTimeout().toMillis())
                .add("resourcePool", job.resourcePool()).add("onlyWithoutResult", job.onlyWithoutResult())
                .add("numbered", job.numbered()).build().toString();
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

    /** @throws jakarta.json.JsonException or ClassCastException when this class did not write it */
    public static JobDefinition read(String text) {
        JsonObject json;
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            json = reader.readObject();
        }
        List<String> columns = json.getJsonArray("columns").getValuesAs(JsonString::getString);
        List<ResultSchema.Column> result = json.getJsonArray("result").getValuesAs(JsonObject.class).stream()
                .map(column -> new ResultSchema.Column(column.getString("name"), SqlType.parse(column.getString("type")),
                        column.getBoolean("nullable"))).toList();
        Map<String, String> models = new LinkedHashMap<>();
        json.getJsonObject("models").forEach((parameter, model) -> models.put(parameter, ((JsonString) model).getString()));
        Map<String, Integer> versions = new LinkedHashMap<>();
        json.getJsonObject("modelVersions").forEach((model, version) -> versions.put(model, ((JsonNumber) version).intValueExact()));
        Map<String, Object> arguments = new LinkedHashMap<>();
        json.getJsonObject("arguments").forEach((name, value) -> arguments.put(name, argument(value.asJsonObject())));
        TableJob job = new TableJob(json.getString("name"), json.getString("source"), key(json.get("key")), columns,
                json.getString("target"), json.getString("script"),
                ExternalScript.DataFormat.valueOf(json.getString("dataFormat")), new ResultSchema(result), models, arguments,
                json.getInt("partitions"), json.getInt("chunkRows"),
                Duration.ofMillis(json.getJsonNumber("chunkTimeoutMillis").longValueExact()),
                json.getString("resourcePool", ExternalResourcePool.DEFAULT), json.getBoolean("onlyWithoutResult", false),
                json.getBoolean("numbered", false)); // those of older servers lack some
        return new JobDefinition(job, versions);
    }

    /** A key of one column is its name, as servers before this one read it. */
    private static JsonValue key(List<String> columns) {
        return columns.size() == 1 ? Json.createValue(columns.get(0)) : Json.createArrayBuilder(columns).build();
    }

    private static List<String> key(JsonValue json) {
        return json instanceof JsonString name ? List.of(name.getString())
                : json.asJsonArray().getValuesAs(JsonString::getString);
    }

    /** JSON has one type for numbers and none for NaN, so values travel as text with their type. */
    private static JsonObject argument(Object value) {
        return Json.createObjectBuilder().add("type", value.getClass().getSimpleName()).add("value", value.toString()).build();
    }

    private static Object argument(JsonValue json) {
        String value = json.asJsonObject().getString("value");
        return switch (json.asJsonObject().getString("type")) {
            case "Boolean" -> Boolean.valueOf(value);
            case "Long" -> Long.valueOf(value);
            case "Double" -> Double.valueOf(value);
            default -> value;
        };
    }
}

package org.groundstation.console.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.TableJobView;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.api.admin.NetworkGrantView;
import org.groundstation.api.admin.ResourcePoolView;
import org.groundstation.api.admin.SatelliteCounters;
import org.groundstation.api.admin.SatelliteView;
import org.groundstation.console.live.ServerSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiTest {
    private final JsonNode document = read();

    @Test
    void everyMethodIsDescribedAndNothingElse() {
        Set<String> described = new TreeSet<>();
        document.get("paths").fields().forEachRemaining(path -> path.getValue().fieldNames()
                .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(described).isEqualTo(methods());
    }

    @ParameterizedTest
    @ValueSource(classes = {JobRequest.class, TableJobView.class, TableJobView.Partition.class, SatelliteView.class,
        SatelliteCounters.class, IsolationView.class, ServerSnapshot.class, PoolRequest.class, ExternalResourcePool.class,
        ResourcePoolView.class, NetworkRequest.class, NetworkGrant.class, NetworkGrantView.class, IsolationView.Layer.class,
        SessionResource.Login.class, SessionResource.Session.class})
    void everyRecordHasTheDescribedProperties(Class<? extends Record> type) {
        Set<String> described = new TreeSet<>();
        schema(type.getSimpleName()).get("properties").fieldNames().forEachRemaining(described::add);

        assertThat(described).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList());
    }

    @Test
    void everyStateIsDescribed() {
        assertThat(values("TableJobView", "state")).isEqualTo(names(TableJobView.State.values()));
        assertThat(values("SatelliteView", "state")).isEqualTo(names(SatelliteView.State.values()));
        assertThat(values("JobRequest", "dataFormat")).isEqualTo(names(ExternalScript.DataFormat.values()));
    }

    @Test
    void whatMayBeNullIsDescribedAsSuch() {
        Set<String> nullable = new TreeSet<>();
        document.get("components").get("schemas").fields().forEachRemaining(schema -> schema.getValue().get("properties").fields()
                .forEachRemaining(property -> {
                    if (property.getValue().path("type").toString().contains("null")) {
                        nullable.add(schema.getKey() + "." + property.getKey());
                    }
                }));

        assertThat(nullable).containsExactly("NetworkGrantView.lastUsed", "SatelliteView.requestId", "ServerSnapshot.problem",
                "TableJobView.endedAt", "TableJobView.error", "TableJobView.server", "TableJobView.waitsFor");
    }

    @Test
    void everyCallMayFailAndEveryChangeNeedsTheHeader() {
        document.get("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(call -> {
            assertThat(call.getValue().at("/responses/default/$ref").asText()).isEqualTo("#/components/responses/Problem");
            assertThat(call.getValue().path("parameters").toString().contains("#/components/parameters/X-Groundstation"))
                    .as(call.getKey() + " " + path.getKey()).isNotEqualTo(call.getKey().equals("get"));
        }));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        Set<String> references = new TreeSet<>();
        document.findValuesAsText("$ref").forEach(references::add);

        assertThat(references).isNotEmpty().allSatisfy(reference -> assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse());
    }

    @Test
    void everythingHasItsDescription() {
        document.get("components").get("schemas").fields().forEachRemaining(schema -> {
            assertThat(schema.getValue().path("description").asText()).as(schema.getKey()).isNotBlank();
            schema.getValue().get("properties").fields().forEachRemaining(
                    property -> assertThat(property.getValue().path("description").asText()).as(schema.getKey() + "." + property.getKey()).isNotBlank());
        });
        document.get("paths").forEach(path -> path.forEach(call -> assertThat(call.path("summary").asText()).isNotBlank()));
    }

    private static Set<String> methods() {
        Set<String> found = new TreeSet<>();
        for (Class<?> resource : Api.RESOURCES) {
            for (Method method : resource.getDeclaredMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (http != null) {
                        found.add(http.value() + " " + path(resource) + path(method));
                    }
                }
            }
        }
        return found;
    }

    private static String path(java.lang.reflect.AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null ? "" : "/" + path.value().replaceAll("\\{(\\w+)[^/]*}", "{$1}");
    }

    private List<String> values(String schema, String property) {
        List<String> values = new java.util.ArrayList<>();
        schema(schema).get("properties").get(property).get("enum").forEach(value -> values.add(value.asText()));
        return values;
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    private JsonNode schema(String name) {
        return document.get("components").get("schemas").get(name);
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper().readTree(OpenApiResource.class.getResourceAsStream("openapi.json"));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}

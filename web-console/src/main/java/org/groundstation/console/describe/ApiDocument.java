package org.groundstation.console.describe;

import java.io.File;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.groundstation.console.security.SameSiteCalls;

/**
 * Completes what was found in the code with what holds for every call and every record: any call may fail, one that changes something
 * needs a header, an answer has all of its properties, no record has others. Descriptions are the records' comments; a component whose
 * comment ends with "or null" may be null.
 */
public final class ApiDocument implements OASFilter {
    /** Folders with sources, separated as in a class path. */
    static final String SOURCES = "groundstation.describe.sources";
    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String OR_NULL = ", or null";

    private final RecordComments comments = new RecordComments(Stream.of(System.getProperty(SOURCES).split(File.pathSeparator))
            .map(Path::of).toList());

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().values().forEach(ApiDocument::complete);
        Components components = document.getComponents();
        Map<String, Schema> all = new TreeMap<>(components.getSchemas());
        Map<String, Schema> records = new TreeMap<>(all);
        records.values().removeIf(schema -> schema.getProperties() == null);
        Set<String> requests = requests(document);
        records.forEach((name, schema) -> {
            schema.getProperties().forEach((property, described) -> schema.addProperty(property, inlined(described, all, records.keySet())));
            schema.setAdditionalPropertiesBoolean(false);
            if (!requests.contains(name)) {
                schema.setRequired(List.copyOf(schema.getProperties().keySet()));
            }
            describe(name, schema);
        });
        components.setSchemas(records);
    }

    private static void complete(PathItem path) {
        path.getOperations().forEach((method, operation) -> {
            operation.getResponses().setDefaultValue(OASFactory.createAPIResponse().ref("Problem"));
            if (!HARMLESS.contains(method)) {
                operation.addParameter(OASFactory.createParameter().ref(SameSiteCalls.HEADER));
            }
        });
    }

    /** What callers send may be left out unless the record says otherwise; what they get is complete. */
    private static Set<String> requests(OpenAPI document) {
        Set<String> names = new HashSet<>();
        for (PathItem path : document.getPaths().getPathItems().values()) {
            for (Operation operation : path.getOperations().values()) {
                if (operation.getRequestBody() != null) {
                    operation.getRequestBody().getContent().getMediaTypes().values().forEach(body -> names.add(name(body.getSchema())));
                }
            }
        }
        return names;
    }

    /** Only records have a name of their own: enums, times and choices are written where they are used. */
    private static Schema inlined(Schema schema, Map<String, Schema> named, Set<String> records) {
        String name = name(schema);
        if (!name.isEmpty()) {
            return records.contains(name) ? schema : copy(named.get(name));
        }
        if (schema.getItems() != null) {
            schema.setItems(inlined(schema.getItems(), named, records));
        }
        if (schema.getAdditionalPropertiesSchema() != null) {
            schema.setAdditionalPropertiesSchema(inlined(schema.getAdditionalPropertiesSchema(), named, records));
        }
        if (schema.getOneOf() != null) {
            schema.setOneOf(schema.getOneOf().stream().map(choice -> inlined(choice, named, records)).toList());
        }
        return schema;
    }

    private static Schema copy(Schema named) {
        return OASFactory.createSchema().type(named.getOneOf() == null ? named.getType() : null).format(named.getFormat())
                .enumeration(named.getEnumeration()).oneOf(named.getOneOf()).items(named.getItems()).minItems(named.getMinItems());
    }

    private void describe(String name, Schema schema) {
        RecordComments.Comment comment = comments.of(name).orElseThrow(() -> new IllegalStateException("the record " + name + " has no comment"));
        schema.setDescription(comment.text());
        schema.getProperties().forEach((property, described) -> {
            String text = comment.components().get(property);
            if (text == null) {
                throw new IllegalStateException("the comment of the record " + name + " says nothing about " + property);
            }
            if (text.endsWith(OR_NULL)) {
                text = text.substring(0, text.length() - OR_NULL.length());
                described.addType(Schema.SchemaType.NULL);
            }
            described.setDescription(sentence(text));
        });
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static String name(Schema schema) {
        String reference = schema.getRef();
        return reference == null ? "" : reference.substring(reference.lastIndexOf('/') + 1);
    }
}

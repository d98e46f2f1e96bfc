package org.groundstation.batch.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Keys as text in the plan and as values in statements: the text of the value where the key is one column, else a JSON array of the
 * texts of the values. Immutable and thread-safe.
 *
 * @param names of the columns, for messages
 */
record KeyTuple(List<String> names, List<KeyCodec> codecs) {
    private static final ObjectMapper JSON = new ObjectMapper();

    KeyTuple {
        names = List.copyOf(names);
        codecs = List.copyOf(codecs);
    }

    /** @param key a value for each column, none of them null */
    String encode(List<Object> key) {
        if (codecs.size() == 1) {
            return codecs.get(0).encode(key.get(0));
        }
        ArrayNode texts = JSON.createArrayNode();
        for (int column = 0; column < codecs.size(); column++) {
            texts.add(codecs.get(column).encode(key.get(column)));
        }
        return texts.toString();
    }

    /** @return null for null */
    List<Object> decode(String text) {
        if (text == null) {
            return null;
        }
        List<String> texts = texts(text);
        return IntStream.range(0, codecs.size()).mapToObj(column -> codecs.get(column).decode(texts.get(column))).toList();
    }

    /** A key for people: its text, or {@code region=EU, id=7}. */
    String label(String text) {
        List<String> texts = texts(text);
        return codecs.size() == 1 ? text : IntStream.range(0, texts.size()).mapToObj(column -> names.get(column) + "=" + texts.get(column))
                .collect(Collectors.joining(", "));
    }

    private List<String> texts(String text) {
        if (codecs.size() == 1) {
            return List.of(text);
        }
        try {
            return List.of(JSON.readValue(text, String[].class));
        } catch (JsonProcessingException notOurs) {
            throw new UncheckedIOException(notOurs);
        }
    }
}

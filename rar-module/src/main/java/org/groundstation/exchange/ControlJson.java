package org.groundstation.exchange;

import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonReaderFactory;
import jakarta.json.spi.JsonProvider;
import java.util.Map;

/** The JSON of control frames. The static methods of {@code Json} look for a provider in the class path at each call. */
final class ControlJson {
    static final JsonBuilderFactory BUILDERS;
    static final JsonReaderFactory READERS;

    static {
        JsonProvider provider = JsonProvider.provider();
        BUILDERS = provider.createBuilderFactory(Map.of());
        READERS = provider.createReaderFactory(Map.of());
    }

    private ControlJson() {
    }
}

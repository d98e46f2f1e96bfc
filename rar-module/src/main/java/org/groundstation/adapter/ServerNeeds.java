package org.groundstation.adapter;

import jakarta.json.Json;
import jakarta.json.JsonException;
import java.nio.Buffer;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** What a server must give the adapter, told in words: without them there would be an error about some class, or none. */
final class ServerNeeds {
    private ServerNeeds() {
    }

    /** @throws GroundstationException {@link ErrorCode#MEMORY_CLOSED} or {@link ErrorCode#SERVER_INCOMPLETE}, or what the start throws */
    static <T> T explain(Supplier<T> start) {
        requireMemory(Buffer.class.getModule(), BufferAllocator.class.getModule());
        try {
            Json.createObjectBuilder().build();
            return start.get();
        } catch (LinkageError | JsonException missing) {
            throw new GroundstationException(ErrorCode.SERVER_INCOMPLETE, missing, missing);
        }
    }

    /** A class of Arrow that has failed to initialize stays so until the JVM ends, so this asks before. */
    static void requireMemory(Module java, Module arrow) {
        if (!java.isOpen(Buffer.class.getPackageName(), arrow)) {
            throw new GroundstationException(ErrorCode.MEMORY_CLOSED);
        }
    }
}

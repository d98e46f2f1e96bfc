package org.groundstation.batch.database;

import java.util.Locale;
import java.util.UUID;

/**
 * What the sessions of this server are called in the database, for its administrator and for the server that takes over:
 * {@code groundstation <server> <purpose>}, the purpose in lower case as in {@link Dialect.Use}. Thread-safe.
 */
public final class SessionName {
    private static final String SERVER = UUID.randomUUID().toString();

    private SessionName() {
    }

    /** The id of this server, a new one at each start. */
    public static String server() {
        return SERVER;
    }

    /** What the names of all sessions of a server begin with. */
    public static String prefix(String server) {
        return "groundstation " + server + " ";
    }

    /** The name of a session of this server. */
    public static String of(Dialect.Use use) {
        return prefix(SERVER) + use.name().toLowerCase(Locale.ROOT);
    }
}

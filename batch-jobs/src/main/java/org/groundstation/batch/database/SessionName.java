package org.groundstation.batch.database;

import java.util.Locale;

/**
 * What the sessions of this server are called in the database, for its administrator and for the server that takes over:
 * {@code groundstation <server> <purpose>}, the purpose in lower case as in {@link Dialect.Use}. Thread-safe.
 */
public final class SessionName {
    private static volatile String server = "server";

    private SessionName() {
    }

    /** Names this server, for connections from now on. @param name letters, digits and dashes; at most 40, PostgreSQL cuts what is longer */
    public static void serverIs(String name) {
        server = name;
    }

    /** The name of a session of this server. */
    public static String of(Dialect.Use use) {
        return "groundstation " + server + " " + use.name().toLowerCase(Locale.ROOT);
    }
}

package org.groundstation.bench.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The PostgreSQL that the tests use; it comes from Maven and has no PL/Python. */
final class EmbeddedDatabase extends Database {
    private static final String USER = "postgres";

    private final EmbeddedPostgres server;

    EmbeddedDatabase() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        SETTINGS.forEach(builder::setServerConfig);
        server = builder.start();
    }

    @Override
    int port() {
        return server.getPort();
    }

    @Override
    String user() {
        return USER;
    }

    @Override
    String password() {
        return USER;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

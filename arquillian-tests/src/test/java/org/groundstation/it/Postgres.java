package org.groundstation.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.groundstation.api.Setting;

/** A real PostgreSQL on a free port, with an empty database. */
public final class Postgres implements AutoCloseable {
    private static final String USER = "postgres";

    private final EmbeddedPostgres server;

    /** Starts it. */
    public Postgres() {
        try {
            server = EmbeddedPostgres.builder().start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A Groundstation server on this database, not started yet. */
    public ServerProcess groundstation() {
        return ServerProcess.with(Setting.DATABASE_URL, "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres")
                .and(Setting.DATABASE_USER, USER).and(Setting.DATABASE_PASSWORD, USER);
    }

    /** The same database for the test itself. */
    public DataSource database() {
        return server.getPostgresDatabase();
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

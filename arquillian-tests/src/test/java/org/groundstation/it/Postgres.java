package org.groundstation.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.groundstation.settings.Setting;

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

    /** Runs statements, each a transaction of its own. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = database().getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of each row as text. */
    public List<String> texts(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    /** The whole number in the first row's first column. */
    public long number(String sql) throws SQLException {
        return new BigDecimal(texts(sql).get(0)).longValueExact();
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

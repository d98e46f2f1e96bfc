package org.groundstation.batch.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.groundstation.settings.Setting;

/**
 * An empty database with the tables of table jobs, reached through the data sources of the server. One PostgreSQL and one
 * MariaDB serve the whole test run; each test has a database of its own in it.
 */
public final class TestDatabase implements AutoCloseable {
    /** The tables of table jobs, as they came to be. */
    private static final List<String> SCRIPTS = List.of("V2__table_jobs", "V5__servers_and_runs", "V6__definitions_and_ledger", "V7__one_place_each");
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static EmbeddedPostgres postgres;
    private static MariaDbServer mariaDb;

    /** The databases that every test runs on; on MariaDB where it is installed. */
    public enum Kind { H2, POSTGRES, MARIADB }

    private final String url;

    private TestDatabase(String url) {
        this.url = url;
    }

    /** Makes a database without a table and points the settings at it. */
    public static TestDatabase empty(Kind kind) {
        TestDatabase database = new TestDatabase(switch (kind) {
            case H2 -> "jdbc:h2:mem:" + UUID.randomUUID();
            case POSTGRES -> postgresUrl();
            case MARIADB -> mariaDbUrl();
        });
        System.setProperty(Setting.DATABASE_URL.key(), database.url);
        return database;
    }

    /** Makes a database and points the settings at it. */
    public static TestDatabase open(Kind kind) {
        TestDatabase database = empty(kind);
        Dialect.Migrations migrations = database.dialect().migrations();
        for (String script : SCRIPTS) {
            String sql = migration(migrations.folder(), script);
            for (Map.Entry<String, String> placeholder : migrations.placeholders().entrySet()) {
                sql = sql.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
            }
            for (String statement : sql.replaceAll("--.*", "").split(";")) {
                if (!statement.isBlank()) {
                    database.execute(statement);
                }
            }
        }
        return database;
    }

    public Dialect dialect() {
        return Dialect.of(url);
    }

    /** Lets connections from now on go through a proxy; those of this class's own methods as well. */
    public TcpProxy proxied() {
        Matcher address = Pattern.compile("//([^:/]+):(\\d+)/").matcher(url);
        if (!address.find()) {
            throw new IllegalStateException(url + " has no port");
        }
        TcpProxy proxy = TcpProxy.to(address.group(1), Integer.parseInt(address.group(2)));
        System.setProperty(Setting.DATABASE_URL.key(), url.replace(address.group(), "//127.0.0.1:" + proxy.port() + "/"));
        return proxy;
    }

    /** A connection of the driver that goes through no proxy. */
    public Connection direct() throws SQLException {
        return dialect().guard(new Origin(url, null, null).connect(Dialect.Use.WRITE));
    }

    /** A connection that commits each statement. */
    public Connection connect() throws SQLException {
        return new WriterDataSource().getConnection();
    }

    public void execute(String... statements) {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    /** The first column of the first row as text. */
    public String value(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        System.clearProperty(Setting.DATABASE_URL.key());
        if (url.startsWith("jdbc:h2:")) {
            System.setProperty(Setting.DATABASE_URL.key(), url);
            execute("shutdown");
            System.clearProperty(Setting.DATABASE_URL.key());
        }
    }

    private static synchronized String postgresUrl() {
        try {
            if (postgres == null) {
                postgres = EmbeddedPostgres.start();
            }
            String name = "test" + NUMBERS.incrementAndGet();
            try (Connection connection = postgres.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            }
            return postgres.getJdbcUrl("postgres", name);
        } catch (IOException | SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    private static synchronized String mariaDbUrl() {
        if (mariaDb == null) {
            mariaDb = MariaDbServer.start();
        }
        return mariaDb.create("test" + NUMBERS.incrementAndGet()) + "?user=" + MariaDbServer.USER;
    }

    private static String migration(String folder, String script) {
        try (InputStream file = TestDatabase.class.getResourceAsStream("/" + folder + "/" + script + ".sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

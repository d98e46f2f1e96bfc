package org.groundstation.bench.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.groundstation.bench.Options;
import org.groundstation.bench.Report;
import org.groundstation.it.ServerProcess;
import org.groundstation.settings.Setting;

/**
 * A PostgreSQL of its own on the loopback address, the same one for all contenders. Commits are durable; checkpoints and
 * vacuum happen between measurements and not in them.
 */
public abstract class Database implements AutoCloseable {
    /** The settings that differ from PostgreSQL's defaults, and those that an embedded one would lower. */
    static final Map<String, String> SETTINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put("shared_buffers", "512MB");
        SETTINGS.put("fsync", "on");
        SETTINGS.put("synchronous_commit", "on");
        SETTINGS.put("full_page_writes", "on");
        SETTINGS.put("autovacuum", "off");
        SETTINGS.put("checkpoint_timeout", "1h");
        SETTINGS.put("min_wal_size", "1GB");
        SETTINGS.put("max_wal_size", "4GB");
    }

    /** Starts the PostgreSQL that is installed, or else an embedded one, and tells the report which. */
    public static Database start(Options options, Report report) throws IOException, SQLException {
        Optional<InstalledDatabase> installed = InstalledDatabase.start(options);
        Database database = installed.isPresent() ? installed.get() : new EmbeddedDatabase();
        report.note("Database: PostgreSQL %s (%s), %s.", database.text("show server_version"),
                installed.isPresent() ? "installed" : "embedded",
                String.join(", ", SETTINGS.entrySet().stream().map(setting -> setting.getKey() + " " + setting.getValue()).toList()));
        return database;
    }

    abstract int port();

    abstract String user();

    abstract String password();

    /** The address, without the user. */
    public final String url() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/postgres";
    }

    /** A connection in autocommit mode. */
    public final Connection connect() throws SQLException {
        return connect(Map.of());
    }

    /** A connection in autocommit mode. @param properties of the driver */
    public final Connection connect(Map<String, String> properties) throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        all.setProperty("user", user());
        all.setProperty("password", password());
        return DriverManager.getConnection(url(), all);
    }

    /** Where it is, as the environment variables that libpq reads. */
    public final Map<String, String> environment() {
        return Map.of("PGHOST", "127.0.0.1", "PGPORT", Integer.toString(port()), "PGUSER", user(), "PGPASSWORD", password(),
                "PGDATABASE", "postgres");
    }

    /** A Groundstation server on it, not started yet. */
    public final ServerProcess groundstation() {
        return ServerProcess.with(Setting.DATABASE_URL, url()).and(Setting.DATABASE_USER, user())
                .and(Setting.DATABASE_PASSWORD, password());
    }

    /** Runs statements, each in a transaction of its own. */
    public final void execute(String... statements) throws SQLException {
        execute(List.of(statements));
    }

    /** Runs statements, each in a transaction of its own. */
    public final void execute(List<String> statements) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the first row. */
    public final String text(String query) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public abstract void close();
}

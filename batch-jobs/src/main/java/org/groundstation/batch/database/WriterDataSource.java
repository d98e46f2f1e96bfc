package org.groundstation.batch.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.groundstation.api.GroundstationException;
import org.groundstation.settings.Setting;

/**
 * Connections to the database of the settings, for transactions that write. An empty {@link Setting#DATABASE_URL} means
 * an H2 file in the data folder. Unpooled; the server puts a pool and JTA around it. Thread-safe.
 */
public class WriterDataSource implements DataSource {
    private static final String EMBEDDED_USER = "sa";

    private final Dialect.Use use;
    private volatile PrintWriter logWriter;
    private volatile int loginTimeout;

    /** Reads the settings at each connection. */
    public WriterDataSource() {
        this(Dialect.Use.WRITE);
    }

    /** Connections for changes of the server's own tables. */
    public static WriterDataSource forMigrations() {
        return new WriterDataSource(Dialect.Use.MIGRATE);
    }

    WriterDataSource(Dialect.Use use) {
        this.use = use;
    }

    /** The JDBC URL that the settings ask for, without the options that a dialect adds. */
    public static String configuredUrl() {
        String url = Setting.DATABASE_URL.text();
        return url.isEmpty() ? "jdbc:h2:file:" + Setting.dataFolder().resolve("db").resolve("groundstation") : url;
    }

    @Override
    public Connection getConnection() throws SQLException {
        String user = Setting.DATABASE_USER.text();
        boolean embedded = Setting.DATABASE_URL.text().isEmpty() && user.isEmpty();
        return getConnection(embedded ? EMBEDDED_USER : user, Setting.DATABASE_PASSWORD.text());
    }

    /** @param user empty for the driver's default */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Dialect dialect = dialect();
        return dialect.guard(new Origin(configuredUrl(), user, password).connect(use));
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        logWriter = out;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeout = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeout;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("not a " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    private static Dialect dialect() throws SQLException {
        try {
            return Dialect.of(configuredUrl());
        } catch (GroundstationException unsupported) {
            throw new SQLException(unsupported.getMessage(), unsupported);
        }
    }
}

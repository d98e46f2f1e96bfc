package org.groundstation.catalog;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Connections of a program that is killed at one of its statements that write, as the database sees it: all of them break, and what they had not
 * committed is rolled back.
 */
final class KilledDataSource implements DataSource {
    private static final Pattern READS = Pattern.compile("\\s*(select|show|set|values)\\b", Pattern.CASE_INSENSITIVE);

    private final DataSource database;
    private final int statement;
    private final List<Connection> open = new ArrayList<>();
    private int statements;

    /** @param statement at which of its statements, from 1, which the database executes before */
    KilledDataSource(DataSource database, int statement) {
        this.database = database;
        this.statement = statement;
    }

    boolean wasKilled() {
        return statements >= statement;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (wasKilled()) {
            throw new SQLException("killed", "08003");
        }
        Connection connection = database.getConnection();
        open.add(connection);
        return proxy(Connection.class, connection, null);
    }

    private Object call(Object target, String sql, Method method, Object[] arguments) throws Throwable {
        if (wasKilled() && !method.getName().equals("close")) {
            throw new SQLException("killed", "08003");
        }
        if (mayWrite(method.getName(), arguments, sql) && ++statements == statement) {
            method.invoke(target, arguments);
            for (Connection connection : open) {
                connection.abort(Runnable::run);
            }
            throw new SQLException("killed", "08003");
        }
        try {
            Object result = method.invoke(target, arguments);
            return result instanceof Statement made ? proxy(type(made), made, arguments == null ? null : (String) arguments[0]) : result;
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private static Class<? extends Statement> type(Statement statement) {
        return statement instanceof java.sql.CallableStatement ? java.sql.CallableStatement.class
                : statement instanceof java.sql.PreparedStatement ? java.sql.PreparedStatement.class : Statement.class;
    }

    /** A kill at a statement that only reads is one at the next that writes. */
    private static boolean mayWrite(String method, Object[] arguments, String prepared) {
        if (method.equals("commit")) {
            return true;
        }
        String sql = arguments == null ? prepared : String.valueOf(arguments[0]);
        return method.startsWith("execute") && !READS.matcher(String.valueOf(sql)).lookingAt();
    }

    private <T> T proxy(Class<T> type, Object target, String sql) {
        return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> call(target, sql, method, arguments)));
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // nothing is logged
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // embedded
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("not a " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}

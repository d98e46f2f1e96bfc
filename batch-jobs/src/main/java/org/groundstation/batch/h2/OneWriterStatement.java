package org.groundstation.batch.h2;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.SQLXML;
import java.sql.Statement;

/** A statement of a connection that waits at a gate before it writes. */
final class OneWriterStatement extends DriverObject {
    private final OneWriterConnection connection;
    private final boolean preparedReads;

    /** @param sql what was prepared, or null */
    OneWriterStatement(OneWriterConnection connection, Statement statement, String sql) {
        super(statement);
        this.connection = connection;
        this.preparedReads = sql != null && ReadingSql.is(sql);
    }

    @Override
    Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("getConnection")) {
            return connection.guarded();
        }
        Object result = mayWrite(method.getName(), arguments) ? connection.write(() -> pass(method, arguments)) : pass(method, arguments);
        return result instanceof ResultSet rows ? new OneWriterResult(connection, rows, (Statement) proxy).as(ResultSet.class) : result;
    }

    private boolean mayWrite(String method, Object[] arguments) {
        return switch (method) {
            case "execute", "executeQuery", "executeUpdate", "executeLargeUpdate", "executeBatch", "executeLargeBatch" ->
                !(arguments == null ? preparedReads : ReadingSql.is((String) arguments[0]));
            // H2 stores large objects when they are bound, not when the statement runs
            case "setAsciiStream", "setBinaryStream", "setBlob", "setCharacterStream", "setClob", "setNCharacterStream", "setNClob",
                    "setSQLXML", "setUnicodeStream" ->
                true;
            case "setObject" -> isLarge(arguments[1]);
            default -> false;
        };
    }

    private static boolean isLarge(Object value) {
        return value instanceof InputStream || value instanceof Reader || value instanceof Blob || value instanceof Clob
                || value instanceof SQLXML;
    }
}

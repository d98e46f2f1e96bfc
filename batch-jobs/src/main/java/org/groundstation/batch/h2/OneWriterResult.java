package org.groundstation.batch.h2;

import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.Statement;

/** Rows, or the metadata that has them, of a connection that waits at a gate before it writes. */
final class OneWriterResult extends DriverObject {
    private final OneWriterConnection connection;
    private final Statement statement;
    private final boolean rows;

    /** @param statement what the rows came from, or null for metadata and its rows, as in H2 */
    OneWriterResult(OneWriterConnection connection, Object result, Statement statement) {
        super(result);
        this.connection = connection;
        this.statement = statement;
        this.rows = result instanceof ResultSet;
    }

    @Override
    Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        if (name.equals("getConnection")) {
            return connection.guarded();
        }
        if (name.equals("getStatement")) {
            return statement;
        }
        boolean writes = rows && (name.startsWith("update") || name.equals("insertRow") || name.equals("deleteRow"));
        Object result = writes ? connection.write(() -> pass(method, arguments)) : pass(method, arguments);
        return result instanceof ResultSet more ? new OneWriterResult(connection, more, null).as(ResultSet.class) : result;
    }
}

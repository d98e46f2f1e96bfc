package org.groundstation.batch.h2;

import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.engine.Session;
import org.h2.jdbc.JdbcConnection;

/**
 * A connection to H2 that waits at a gate before it writes, and leaves it when what it wrote is committed, rolled back or
 * lost; in autocommit mode when the statement has returned. Reading waits for nobody. As thread-safe as H2's own.
 */
final class OneWriterConnection extends DriverObject {
    private final Connection connection;
    private final WriteGate gate;
    private final AtomicBoolean inside = new AtomicBoolean();
    private final Connection guarded = as(Connection.class);

    private OneWriterConnection(Connection connection, WriteGate gate) {
        super(connection);
        this.connection = connection;
        this.gate = gate;
    }

    /** The connection behind the gate. Its statements, results and metadata lead back to it, never to H2's own. */
    static Connection of(Connection connection, WriteGate gate) {
        return new OneWriterConnection(connection, gate).guarded;
    }

    /** A call of the driver. */
    @FunctionalInterface
    interface Call {
        Object run() throws Throwable;
    }

    Connection guarded() {
        return guarded;
    }

    /** @param sql what was prepared, or null */
    Statement guard(Statement statement, String sql) {
        DriverObject guard = new OneWriterStatement(this, statement, sql);
        if (statement instanceof CallableStatement) {
            return guard.as(CallableStatement.class);
        }
        return statement instanceof PreparedStatement ? guard.as(PreparedStatement.class) : guard.as(Statement.class);
    }

    /** Runs what may write. */
    Object write(Call call) throws Throwable {
        enter();
        try {
            return call.run();
        } finally {
            leaveUnlessInTransaction();
        }
    }

    @Override
    Object answer(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "createStatement" :
                return guard((Statement) pass(method, arguments), null);
            case "prepareStatement", "prepareCall" :
                return guard((Statement) pass(method, arguments), (String) arguments[0]);
            case "getMetaData" :
                return new OneWriterResult(this, pass(method, arguments), null).as(DatabaseMetaData.class);
            case "commit" :
                commit();
                return null;
            case "rollback" :
                if (arguments == null) {
                    rollBack();
                    return null;
                }
                return pass(method, arguments);
            case "close" :
                close();
                return null;
            case "abort" :
                ((Executor) arguments[0]).execute(this::closeQuietly);
                return null;
            default :
                try {
                    return pass(method, arguments);
                } finally {
                    leaveUnlessInTransaction();
                }
        }
    }

    private void enter() throws SQLException {
        if (inside.get()) {
            gate.writeAgain();
        } else {
            gate.enter();
            inside.set(true);
        }
    }

    private void commit() throws SQLException {
        if (inside.get() || hasWritten()) {
            enter();
        }
        try {
            connection.commit();
            leave();
        } finally {
            leaveUnlessInTransaction();
        }
    }

    /** H2 saves at every rollback, also of a transaction that only read; at a commit, only when there is something to save. */
    private void rollBack() throws SQLException {
        try {
            if (hasWritten()) {
                if (!inside.get()) {
                    enter();
                }
                connection.rollback();
            } else {
                connection.commit();
            }
            leave();
        } finally {
            leaveUnlessInTransaction();
        }
    }

    private void close() throws SQLException {
        try {
            if (!connection.isClosed()) {
                rollBack();
            }
        } finally {
            connection.close();
            leave();
        }
    }

    /** Asked of H2 itself: a query may have called a function that writes. */
    private boolean hasWritten() throws SQLException {
        Session session = connection.unwrap(JdbcConnection.class).getSession();
        return session != null && !session.isClosed() && session.hasPendingTransaction();
    }

    /** A connection that is closed, by whomever, holds nothing; a failed commit alone may leave the transaction open. */
    private void leaveUnlessInTransaction() throws SQLException {
        if (inside.get() && (connection.isClosed() || connection.getAutoCommit())) {
            leave();
        }
    }

    private void leave() {
        if (inside.compareAndSet(true, false)) {
            gate.leave();
        }
    }

    /** H2 aborts nothing, and an abort that nobody follows up would keep the gate for ever. */
    private void closeQuietly() {
        try {
            close();
        } catch (SQLException gone) {
            // nobody is left to tell
        }
    }
}

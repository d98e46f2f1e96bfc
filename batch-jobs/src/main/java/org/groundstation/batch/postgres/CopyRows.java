package org.groundstation.batch.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.groundstation.batch.database.Closing;
import org.groundstation.batch.database.Dialect;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** The rows of a binary COPY OUT. PostgreSQL sends each in a message of its own; the header stands before the first. */
final class CopyRows {
    private static final Dialect DIALECT = new PostgresDialect();
    private static final int SIGNATURE = 11;
    private static final int HEADER = SIGNATURE + 2 * Integer.BYTES;
    private static final String QUERY_CANCELED = "57014";

    private final Connection connection;
    private final PGConnection postgres;
    private final CopyOut copy;
    private byte[] message;
    private int position;
    private boolean started;
    private boolean ended;

    CopyRows(Connection connection, String query) throws SQLException {
        this.connection = connection;
        this.postgres = connection.unwrap(PGConnection.class);
        this.copy = postgres.getCopyAPI().copyOut("copy (" + query + ") to stdout (format binary)");
    }

    /** Goes to the next row. */
    boolean next() throws SQLException {
        if (ended) {
            return false;
        }
        message = copy.readFromCopy();
        position = 0;
        if (!started && message != null) {
            position = HEADER + Bytes.getInt(message, SIGNATURE + Integer.BYTES);
            started = true;
            if (position == message.length) {
                message = copy.readFromCopy();
                position = 0;
            }
        }
        if (message != null && Bytes.getShort(message, position) >= 0) {
            position += Short.BYTES;
            return true;
        }
        if (message != null) {
            drain();
        }
        ended = true;
        return false;
    }

    /** Goes to the next cell of the row and returns its length, -1 for NULL. */
    int nextCell() {
        int length = Bytes.getInt(message, position);
        position += Integer.BYTES;
        return length;
    }

    /** The array that holds the cell, from {@link #skip} of its length on. */
    byte[] message() {
        return message;
    }

    /** Where the cell starts; goes behind it. */
    int skip(int length) {
        int start = position;
        position += length;
        return start;
    }

    /** Makes a wait for rows fail; from any thread. */
    void cancel() {
        Closing.cancel(DIALECT, connection, postgres::cancelQuery);
    }

    /**
     * Ends the command wherever it is. CopyOut's own cancel leaves the answers of the next statements in disorder, and any
     * statement waits forever while the command is open; so a connection that does not end it soon is closed.
     */
    void close() throws SQLException {
        if (ended || !copy.isActive()) {
            return;
        }
        try {
            cancel();
            Closing.within(DIALECT, connection, this::drain);
        } catch (SQLException expected) {
            if (copy.isActive() || !QUERY_CANCELED.equals(expected.getSQLState())) {
                Closing.abort(DIALECT, connection);
                throw expected;
            }
        }
    }

    /** Reads to the end of the command, which comes after the trailer. */
    private void drain() throws SQLException {
        do {
            message = copy.readFromCopy();
        } while (message != null);
    }
}

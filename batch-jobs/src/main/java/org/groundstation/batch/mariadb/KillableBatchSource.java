package org.groundstation.batch.mariadb;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.batch.database.Closing;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.rows.BatchSource;

/**
 * Rows whose query is killed when nobody wants the rest of them. The driver's own cancel does nothing between two fetches, and
 * its close reads everything to the end.
 */
final class KillableBatchSource implements BatchSource {
    private static final Dialect DIALECT = new MariaDbDialect();
    private static final int INTERRUPTED = 1317;

    private final Connection connection;
    private final BatchSource rows;
    private volatile boolean ended;

    /** @param rows a query that runs on the connection; closed with this */
    public KillableBatchSource(Connection connection, BatchSource rows) {
        this.connection = connection;
        this.rows = rows;
    }

    @Override
    public VectorSchemaRoot batch() {
        return rows.batch();
    }

    @Override
    public int read() throws SQLException {
        int count = rows.read();
        ended = count == 0;
        return count;
    }

    @Override
    public void cancel() throws SQLException {
        if (!ended) {
            Closing.cancel(DIALECT, connection, DIALECT.physical(connection).unwrap(org.mariadb.jdbc.Connection.class)::cancelCurrentQuery);
        }
    }

    /** Without the kill, closing would wait for all the rows. */
    @Override
    public void close() throws SQLException {
        try {
            cancel();
        } catch (SQLException closed) {
            // there is nothing to kill any more
        }
        Closing.within(DIALECT, connection, () -> {
            try {
                rows.close();
            } catch (SQLException failed) {
                requireInterrupted(failed);
            }
            if (!ended) {
                absorbLateKill();
            }
        });
    }

    /** A query that had just ended leaves the kill to the next statement. */
    private void absorbLateKill() throws SQLException {
        try (Statement nothing = connection.createStatement()) {
            nothing.execute("do 0");
        } catch (SQLException killed) {
            requireInterrupted(killed);
        }
    }

    private static void requireInterrupted(SQLException failed) throws SQLException {
        if (failed.getErrorCode() != INTERRUPTED) {
            throw failed;
        }
    }
}

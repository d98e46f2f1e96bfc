package org.groundstation.batch.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import org.groundstation.batch.database.Closing;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.rows.Snapshot;

/** A snapshot that one open transaction exports and others import. */
final class ExportedSnapshot implements Snapshot {
    private static final int PATIENCE_SECONDS = 2;

    private final Dialect dialect;
    private final Connection exporter;
    private final String id;

    private ExportedSnapshot(Dialect dialect, Connection exporter, String id) {
        this.dialect = dialect;
        this.exporter = exporter;
        this.id = id;
    }

    /** @param exporter kept in its transaction until the snapshot is closed, and closed then */
    public static ExportedSnapshot of(Dialect dialect, Connection exporter) throws SQLException {
        try {
            exporter.setAutoCommit(false);
            try (Statement statement = exporter.createStatement()) {
                statement.execute("set transaction isolation level repeatable read, read only");
                try (ResultSet rows = statement.executeQuery("select pg_export_snapshot()")) {
                    rows.next();
                    return new ExportedSnapshot(dialect, exporter, rows.getString(1));
                }
            }
        } catch (SQLException | RuntimeException failed) {
            Closing.close(dialect, exporter);
            throw failed;
        }
    }

    @Override
    public void join(Connection reader) throws SQLException {
        try (Statement statement = reader.createStatement()) {
            statement.execute("set transaction isolation level repeatable read, read only");
            statement.execute("set transaction snapshot '" + id + "'");
        } catch (SQLException refused) {
            if (!exporter.isValid(PATIENCE_SECONDS)) {
                throw new SQLNonTransientConnectionException("the connection that holds the snapshot is lost", "08006", refused);
            }
            throw refused;
        }
    }

    @Override
    public void close() {
        Closing.close(dialect, exporter);
    }
}

package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.batch.database.Dialect;

/**
 * The last statements of a chunk's transaction: fence and checkpoint. They succeed only while the execution is still
 * the newest one of its job and nobody else has written the chunk, so that a chunk is written exactly once.
 */
record Checkpoint(Dialect dialect, long jobId, long epoch, int partition) {
    private static final String ADVANCE = "update gs_table_job_partition set last_key = ?, rows_read = rows_read + ?,"
            + " rows_written = rows_written + ? where job_id = ? and number = ? and last_key %s"
            + " and exists (select 1 from gs_table_job where id = ? and epoch = ?)";

    /**
     * Moves the partition's progress over one chunk. The caller must roll back when this throws.
     *
     * @param from the last key before the chunk as stored, null at the partition's start
     * @param to the last key of the chunk
     * @throws GroundstationException {@link ErrorCode#JOB_FENCED}
     */
    void advance(Connection connection, String from, String to, int rowsRead, int rowsWritten) throws SQLException {
        requireNewestEpoch(connection);
        try (PreparedStatement update = connection.prepareStatement(ADVANCE.formatted(from == null ? "is null" : "= ?"))) {
            update.setString(1, to);
            update.setLong(2, rowsRead);
            update.setLong(3, rowsWritten);
            update.setLong(4, jobId);
            update.setInt(5, partition);
            int parameter = 6;
            if (from != null) {
                update.setString(parameter++, from);
            }
            update.setLong(parameter++, jobId);
            update.setLong(parameter, epoch);
            if (update.executeUpdate() != 1) {
                throw new GroundstationException(ErrorCode.JOB_FENCED, jobId);
            }
        }
    }

    private void requireNewestEpoch(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(dialect.lockJob())) {
            lock.setLong(1, jobId);
            try (ResultSet rows = lock.executeQuery()) {
                if (!rows.next() || rows.getLong(1) != epoch) {
                    throw new GroundstationException(ErrorCode.JOB_FENCED, jobId);
                }
            }
        }
    }
}

package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.batch.rows.ResultTarget;

/**
 * How far a partition is written: the last statements of a chunk's transaction: fence and checkpoint. They succeed only while the execution is still
 * the newest one of its run and nobody else has written the chunk, so that a chunk is written exactly once.
 */
record Checkpoint(Ledger ledger, long run, long epoch, int partition) {
    private static final String ADVANCE = "update gs_ledger_partition set last_key = ?, rows_read = rows_read + ?,"
            + " rows_written = rows_written + ? where run_id = ? and number = ? and last_key %s"
            + " and exists (select 1 from gs_ledger_run where run_id = ? and epoch = ?)";

    private static final String TAKE_BACK = "update gs_ledger_partition set last_key = null, rows_read = 0, rows_written = 0"
            + " where run_id = ? and number = ? and last_key = ?";

    /**
     * Moves the partition's progress over one chunk. The caller must roll back when this throws.
     *
     * @param from the last key before the chunk as stored, null at the partition's start
     * @param to the last key of the chunk
     * @throws GroundstationException {@link ErrorCode#JOB_FENCED}
     */
    void advance(Connection connection, String from, String to, int rowsRead, int rowsWritten) throws SQLException {
        ledger.requireNewestEpoch(connection, run, epoch);
        try (PreparedStatement update = connection.prepareStatement(ADVANCE.formatted(from == null ? "is null" : "= ?"))) {
            update.setString(1, to);
            update.setLong(2, rowsRead);
            update.setLong(3, rowsWritten);
            update.setLong(4, run);
            update.setInt(5, partition);
            int parameter = 6;
            if (from != null) {
                update.setString(parameter++, from);
            }
            update.setLong(parameter++, run);
            update.setLong(parameter, epoch);
            if (update.executeUpdate() != 1) {
                throw new GroundstationException(ErrorCode.JOB_FENCED, run);
            }
        }
    }
    /**
     * Deletes what the partition has written, and its progress with it. The caller must roll back when this throws.
     *
     * @param written a condition that the rows meet
     * @throws GroundstationException {@link ErrorCode#JOB_FENCED}, {@link ErrorCode#RUN_INCOMPLETE}
     */
    void takeBack(Connection connection, ResultTarget target, String written, KeyRange range) throws SQLException {
        ledger.requireNewestEpoch(connection, run, epoch);
        long deleted;
        try (Statement delete = connection.createStatement()) {
            deleted = delete.executeLargeUpdate("delete from " + target.table() + " where " + written);
        }
        if (deleted != range.rowsWritten()) {
            throw new GroundstationException(ErrorCode.RUN_INCOMPLETE, run, range.rowsWritten() + " rows were written before it was interrupted, but '"
                    + target.label() + "' has " + deleted + " of them");
        }
        try (PreparedStatement update = connection.prepareStatement(TAKE_BACK)) {
            update.setLong(1, run);
            update.setInt(2, partition);
            update.setString(3, range.last());
            if (update.executeUpdate() != 1) {
                throw new GroundstationException(ErrorCode.JOB_FENCED, run);
            }
        }
    }
}

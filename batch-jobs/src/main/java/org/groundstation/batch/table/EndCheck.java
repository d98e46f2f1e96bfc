package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.batch.database.DatabaseErrors;

/** Whether a run that has come to its end is complete: what was read, what was written and what the plan found add up. */
public final class EndCheck {
    /** Up to so many rows are counted in the target once more; counting a hundred million takes as long as writing some of them. */
    static final long COUNTED_ROWS = 5_000_000;

    private EndCheck() {
    }

    /**
     * Compares the account of a run with its plan and with the tables.
     *
     * @throws GroundstationException {@link ErrorCode#RUN_INCOMPLETE} with the numbers, or 5xxx
     */
    public static void require(TableRun run) {
        List<KeyRange> ranges = run.ledger().plan(run.jobId());
        long read = ranges.stream().mapToLong(KeyRange::rowsRead).sum();
        long written = ranges.stream().mapToLong(KeyRange::rowsWritten).sum();
        List<String> differences = new ArrayList<>();
        for (KeyRange range : ranges) {
            if (range.rowsRead() != range.rowsWritten()) {
                differences.add("of " + range.rowsRead() + " rows that were read in partition " + range.number() + ", " + range.rowsWritten()
                        + " were written");
            }
        }
        try (Connection connection = run.services().source().reader().getConnection()) {
            SourceTable source = run.source(connection);
            long planned = ranges.stream().mapToLong(KeyRange::rowsTotal).sum();
            if (read != planned) {
                // rows that came or went while it ran explain it when the source has moved as far
                long now = count(connection, source.from());
                if (read < Math.min(planned, now) || read > Math.max(planned, now)) {
                    differences.add("the plan found " + planned + " rows and '" + run.job().source() + "' has " + now + " now, but " + read + " were read");
                }
            }
        } catch (SQLException failed) {
            throw DatabaseErrors.of(run.services().source().dialect(), failed);
        }
        if (differences.isEmpty() && written <= COUNTED_ROWS) {
            inTarget(run).ifPresent(there -> {
                if (there < written) {
                    differences.add(written + " rows were written, but '" + run.job().target() + "' has " + there);
                }
            });
        }
        if (!differences.isEmpty()) {
            throw new GroundstationException(ErrorCode.RUN_INCOMPLETE, run.jobId(), String.join("; ", differences));
        }
    }

    /** Empty where some are hidden from this server. */
    private static OptionalLong inTarget(TableRun run) {
        try (Connection connection = run.services().target().reader().getConnection()) {
            String table = run.target(connection).table();
            return run.services().target().dialect().seesAllRows(connection, table) ? OptionalLong.of(count(connection, " from " + table))
                    : OptionalLong.empty();
        } catch (SQLException failed) {
            throw DatabaseErrors.of(run.services().target().dialect(), failed);
        }
    }

    private static long count(Connection connection, String from) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select count(*)" + from); ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}

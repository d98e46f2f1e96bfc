package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJobView;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.Statements;

/**
 * How far runs are written, in the database of their targets, where rows, last key and fence are one commit. What is said of a run
 * elsewhere is repaired from here. Thread-safe. All methods throw {@link ErrorCode#DATABASE_UNAVAILABLE} or
 * {@link ErrorCode#DATABASE_REFUSED}.
 */
public final class Ledger {
    private final Statements statements;
    private final Dialect dialect;

    public Ledger(DataSource database, Dialect dialect) {
        this.statements = new Statements(database, dialect);
        this.dialect = dialect;
    }

    /** Begins the account of a new run with epoch 1. */
    public void open(long run) {
        statements.update("insert into gs_ledger_run (run_id, epoch) values (?, 1)", run);
    }

    /**
     * Begins a new execution of a run: older ones can write no more. Comes before everything else that a takeover does.
     *
     * @param known the epoch of the row that led to this
     * @return the new epoch
     * @throws GroundstationException {@link ErrorCode#JOB_FENCED} when another server was faster
     */
    public long raise(long run, long known) {
        OptionalLong epoch = epoch(run);
        if (epoch.isEmpty()) { // the server died between the run and its account
            statements.update("insert into gs_ledger_run (run_id, epoch) values (?, ?)", run, known + 1);
            return known + 1;
        }
        if (statements.update("update gs_ledger_run set epoch = epoch + 1 where run_id = ? and epoch = ?", run, epoch.getAsLong()) != 1) {
            throw new GroundstationException(ErrorCode.JOB_FENCED, run);
        }
        return epoch.getAsLong() + 1;
    }

    /** Whether another execution has begun, or the run was ended, since the one of that epoch began. */
    public boolean isNewer(long run, long epoch) {
        return epoch(run).orElse(epoch) != epoch;
    }

    /** The target as it was when the run was planned; empty before. */
    Optional<String> target(long run) {
        return statements.query("select target from gs_ledger_run where run_id = ?", rows -> Optional.ofNullable(rows.getString(1)), run).stream()
                .findFirst().flatMap(target -> target);
    }

    /** Notes what the target is, unless that was noted before. */
    void noteTarget(long run, String target) {
        statements.update("update gs_ledger_run set target = ? where run_id = ? and target is null", target, run);
    }

    /** Stores a plan, all of it or nothing. */
    void savePlan(long run, List<KeyRange> plan) {
        String values = plan.stream().map(range -> "(?, ?, ?, ?, ?, 0, 0)").collect(Collectors.joining(", "));
        List<Object> parameters = new ArrayList<>();
        for (KeyRange range : plan) {
            parameters.add(run);
            parameters.add(range.number());
            parameters.add(range.lower());
            parameters.add(range.upper());
            parameters.add(range.rowsTotal());
        }
        statements.update("insert into gs_ledger_partition (run_id, number, lower_key, upper_key, rows_total, rows_read, rows_written) values " + values,
                parameters.toArray());
    }

    /** The plan of a run with its progress; empty before planning. */
    List<KeyRange> plan(long run) {
        return statements.query("select number, lower_key, upper_key, last_key, rows_total, rows_read, rows_written from gs_ledger_partition"
                + " where run_id = ? order by number",
                rows -> new KeyRange(rows.getInt(1), rows.getString(2), rows.getString(3), rows.getString(4),
                        rows.getLong(5), rows.getLong(6), rows.getLong(7)),
                run);
    }

    /**
     * The progress of runs, one entry for each key range.
     *
     * @param from the lowest id
     * @param to the highest id
     * @return run to partitions in order; runs without a plan are missing
     */
    public Map<Long, List<TableJobView.Partition>> progress(long from, long to) {
        record Entry(long run, TableJobView.Partition partition) {
        }
        Map<Long, List<TableJobView.Partition>> progress = new HashMap<>();
        statements.query("select run_id, number, rows_total, rows_read, rows_written from gs_ledger_partition where run_id between ? and ?"
                + " order by run_id, number",
                rows -> new Entry(rows.getLong(1), new TableJobView.Partition(rows.getInt(2), rows.getLong(3),
                        rows.getLong(4), rows.getLong(5))),
                from, to).forEach(entry -> progress.computeIfAbsent(entry.run(), run -> new ArrayList<>()).add(entry.partition()));
        return progress;
    }

    /**
     * Makes a takeover wait until the caller's transaction has ended, and fails when there was one.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_FENCED}
     */
    void requireNewestEpoch(Connection connection, long run, long epoch) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(dialect.shared("select epoch from gs_ledger_run where run_id = ?"))) {
            lock.setLong(1, run);
            try (ResultSet rows = lock.executeQuery()) {
                if (!rows.next() || rows.getLong(1) != epoch) {
                    throw new GroundstationException(ErrorCode.JOB_FENCED, run);
                }
            }
        }
    }

    private OptionalLong epoch(long run) {
        return statements.query("select epoch from gs_ledger_run where run_id = ?", rows -> rows.getLong(1), run).stream().mapToLong(Long::longValue)
                .findFirst();
    }
}

package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.monitor.TableJobView;
import org.groundstation.api.monitor.TableJobView.State;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.database.Dialect;

/**
 * Jobs and their progress in the database. Each method is one statement, so it needs no transaction of its own.
 * Thread-safe. All methods throw {@link ErrorCode#DATABASE_UNAVAILABLE} or {@link ErrorCode#DATABASE_REFUSED}.
 */
public final class JobStore {
    private static final String SELECT = "select id, definition, state, owner, epoch, execution_id,"
            + " restarts, error, started_at, ended_at from gs_table_job ";
    private static final String UNFINISHED = "state in ('RUNNING', 'STOPPING')";

    private final DataSource database;
    private final Dialect dialect;

    public JobStore(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
    }

    /** Stores a new running job with epoch 1 and returns its id. */
    public long insert(String name, String definition, String owner) {
        return with("insert into gs_table_job (name, definition, state, owner, epoch, restarts, started_at)"
                + " values (?, ?, 'RUNNING', ?, 1, 0, ?)", true, insert -> {
                    insert.setString(1, storable(name));
                    insert.setString(2, definition);
                    insert.setString(3, owner);
                    insert.setObject(4, now());
                    insert.executeUpdate();
                    try (ResultSet keys = insert.getGeneratedKeys()) {
                        keys.next();
                        return keys.getLong(1);
                    }
                });
    }

    /** @throws GroundstationException {@link ErrorCode#JOB_NOT_FOUND} */
    public JobRow get(long id) {
        List<JobRow> found = with(SELECT + "where id = ?", false, select -> {
            select.setLong(1, id);
            return rows(select);
        });
        return found.stream().findFirst().orElseThrow(() -> new GroundstationException(ErrorCode.JOB_NOT_FOUND, id));
    }

    /** The newest jobs, newest first. */
    public List<JobRow> newest(int most) {
        return with(SELECT + "order by id desc fetch first " + most + " rows only", false, JobStore::rows);
    }

    /** The jobs of an installation that should be running. */
    public List<JobRow> unfinished(String owner) {
        return with(SELECT + "where owner = ? and " + UNFINISHED + " order by id", false, select -> {
            select.setString(1, owner);
            return rows(select);
        });
    }

    /**
     * Begins a new execution of a job: older ones can write no more.
     *
     * @return the new epoch
     * @throws GroundstationException {@link ErrorCode#JOB_FENCED} when the job changed since the row was read
     */
    public long takeOver(JobRow job, String owner) {
        boolean taken = with("update gs_table_job set epoch = epoch + 1, restarts = restarts + 1, state = 'RUNNING', owner = ?,"
                + " error = null, ended_at = null, execution_id = null where id = ? and epoch = ? and state = ?", false, update -> {
                    update.setString(1, owner);
                    update.setLong(2, job.id());
                    update.setLong(3, job.epoch());
                    update.setString(4, job.state().name());
                    return update.executeUpdate() == 1;
                });
        if (!taken) {
            throw new GroundstationException(ErrorCode.JOB_FENCED, job.id());
        }
        return job.epoch() + 1;
    }

    /** Notes which JBeret execution runs the job. */
    public void executionStarted(long id, long epoch, long executionId) {
        with("update gs_table_job set execution_id = ? where id = ? and epoch = ?", false, update -> {
            update.setLong(1, executionId);
            update.setLong(2, id);
            update.setLong(3, epoch);
            return update.executeUpdate();
        });
    }

    /** Asks for a stop. @return whether the job was running */
    public boolean stopping(long id) {
        return with("update gs_table_job set state = 'STOPPING' where id = ? and state = 'RUNNING'", false, update -> {
            update.setLong(1, id);
            return update.executeUpdate() == 1;
        });
    }

    /** Writes the end of an execution; does nothing when the job was taken over. @param error null for none */
    public void end(long id, long epoch, State state, String error) {
        with("update gs_table_job set state = ?, error = ?, ended_at = ? where id = ? and epoch = ? and " + UNFINISHED, false,
                update -> {
                    update.setString(1, state.name());
                    update.setString(2, storable(error));
                    update.setObject(3, now());
                    update.setLong(4, id);
                    update.setLong(5, epoch);
                    return update.executeUpdate();
                });
    }

    /** Tells why a job that will be continued does not run at the moment. */
    public void interrupted(long id, long epoch, String error) {
        with("update gs_table_job set error = ? where id = ? and epoch = ? and " + UNFINISHED, false, update -> {
            update.setString(1, storable(error));
            update.setLong(2, id);
            update.setLong(3, epoch);
            return update.executeUpdate();
        });
    }

    /** Stores a plan, all of it or nothing. */
    void savePlan(long jobId, List<KeyRange> plan) {
        String values = plan.stream().map(range -> "(?, ?, ?, ?, ?, 0, 0)")
                .collect(Collectors.joining(", "));
        with("insert into gs_table_job_partition (job_id, number, lower_key, upper_key, rows_total, rows_read, rows_written)"
                + " values " + values, false, insert -> {
                    int parameter = 1;
                    for (KeyRange range : plan) {
                        insert.setLong(parameter++, jobId);
                        insert.setInt(parameter++, range.number());
                        setText(insert, parameter++, range.lower());
                        setText(insert, parameter++, range.upper());
                        insert.setLong(parameter++, range.rowsTotal());
                    }
                    return insert.executeUpdate();
                });
    }

    /** The plan of a job with its progress; empty before planning. */
    List<KeyRange> plan(long jobId) {
        return with("select number, lower_key, upper_key, last_key, rows_total, rows_read, rows_written"
                + " from gs_table_job_partition where job_id = ? order by number", false, select -> {
                    select.setLong(1, jobId);
                    List<KeyRange> plan = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            plan.add(new KeyRange(rows.getInt(1), rows.getString(2), rows.getString(3), rows.getString(4),
                                    rows.getLong(5), rows.getLong(6), rows.getLong(7)));
                        }
                    }
                    return plan;
                });
    }

    /**
     * The progress of jobs, one entry for each key range.
     *
     * @param from the lowest id
     * @param to the highest id
     * @return job id to partitions in order; jobs without a plan are missing
     */
    public Map<Long, List<TableJobView.Partition>> progress(long from, long to) {
        return with("select job_id, number, rows_total, rows_read, rows_written from gs_table_job_partition"
                + " where job_id between ? and ? order by job_id, number", false, select -> {
                    select.setLong(1, from);
                    select.setLong(2, to);
                    Map<Long, List<TableJobView.Partition>> progress = new HashMap<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            progress.computeIfAbsent(rows.getLong(1), id -> new ArrayList<>()).add(new TableJobView.Partition(
                                    rows.getInt(2), rows.getLong(3), rows.getLong(4), rows.getLong(5)));
                        }
                    }
                    return progress;
                });
    }

    private interface Work<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    private <T> T with(String sql, boolean generatedKey, Work<T> work) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = generatedKey ? connection.prepareStatement(sql, new String[] {"id"})
                        : connection.prepareStatement(sql)) {
            return work.run(statement);
        } catch (SQLException failed) {
            throw DatabaseErrors.of(dialect, failed);
        }
    }

    private static List<JobRow> rows(PreparedStatement select) throws SQLException {
        List<JobRow> jobs = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                jobs.add(new JobRow(rows.getLong(1), rows.getString(2), State.valueOf(rows.getString(3)), rows.getString(4),
                        rows.getLong(5), rows.getLong(6), rows.getInt(7), rows.getString(8), instant(rows, 9), instant(rows, 10)));
            }
        }
        return jobs;
    }

    private static Instant instant(ResultSet rows, int column) throws SQLException {
        return Optional.ofNullable(rows.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant).orElse(null);
    }

    private static void setText(PreparedStatement statement, int parameter, String text) throws SQLException {
        if (text == null) {
            statement.setNull(parameter, Types.VARCHAR);
        } else {
            statement.setString(parameter, text);
        }
    }

    /** PostgreSQL keeps no NUL character; an end that could not be written would make the job run again and again. */
    private static String storable(String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }

    private static OffsetDateTime now() {
        return OffsetDateTime.now(ZoneOffset.UTC);
    }
}

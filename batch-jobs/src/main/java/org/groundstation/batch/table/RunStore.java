package org.groundstation.batch.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJobView.State;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.Statements;

/**
 * Definitions of jobs and their runs. Each method is one statement, or several that can be repeated, so it needs no transaction of its
 * own. What a run has written is in its {@link Ledger}; what is here may lag behind it. Thread-safe. All methods throw
 * {@link ErrorCode#DATABASE_UNAVAILABLE} or {@link ErrorCode#DATABASE_REFUSED}.
 */
public final class RunStore {
    /** How long the same idempotency key means the same run. */
    public static final Duration KEYS_LAST = Duration.ofDays(1);

    private static final String SELECT = "select r.id, d.content, r.state, r.server,"
            + " case when s.lease_until >= current_timestamp then 0 else 1 end, r.epoch, r.execution_id, r.restarts, r.error, r.waits_for,"
            + " r.started_at, r.ended_at from gs_job_run r join gs_job_definition d on d.id = r.definition_id"
            + " left join gs_server s on s.id = r.server ";
    private static final String UNFINISHED = "state in ('RUNNING', 'STOPPING')";

    private final Statements statements;

    public RunStore(DataSource database, Dialect dialect) {
        statements = new Statements(database, dialect);
    }

    /**
     * The definition of that name and content, stored as a new version unless it is the newest.
     *
     * @return its id
     */
    public String define(String name, String content) {
        String stored = storable(name);
        record Version(String id, int number, String content) {
        }
        Optional<Version> newest = statements.query("select id, version, content from gs_job_definition where name = ? order by version desc"
                + " fetch first 1 rows only", rows -> new Version(rows.getString(1), rows.getInt(2), rows.getString(3)), stored).stream().findFirst();
        if (newest.isPresent() && newest.get().content().equals(content)) {
            return newest.get().id();
        }
        String id = UUID.randomUUID().toString();
        statements.update("insert into gs_job_definition (id, name, version, content, created_at) values (?, ?, ?, ?, ?)", id, stored,
                newest.map(Version::number).orElse(0) + 1, content, now());
        return id;
    }

    /**
     * Stores a new run with epoch 1, which runs on a server.
     *
     * @param idempotencyKey null for none
     * @return its id
     * @throws GroundstationException {@link ErrorCode#DATABASE_REFUSED} when another run has the key
     */
    public long insert(String definitionId, String server, String idempotencyKey) {
        return statements.insert("insert into gs_job_run (definition_id, state, server, epoch, restarts, started_at, idempotency_key)"
                + " values (?, 'RUNNING', ?, 1, 0, ?, ?)", definitionId, server, now(), idempotencyKey);
    }

    /** The run that was started with a key within a day. */
    public Optional<RunRow> startedWith(String idempotencyKey) {
        statements.update("update gs_job_run set idempotency_key = null where idempotency_key = ? and started_at < ?", idempotencyKey,
                now().minus(KEYS_LAST));
        return rows(SELECT + "where r.idempotency_key = ?", idempotencyKey).stream().findFirst();
    }

    /** @throws GroundstationException {@link ErrorCode#JOB_NOT_FOUND} */
    public RunRow get(long id) {
        return rows(SELECT + "where r.id = ?", id).stream().findFirst().orElseThrow(() -> new GroundstationException(ErrorCode.JOB_NOT_FOUND, id));
    }

    /** The newest runs, newest first. */
    public List<RunRow> newest(int most) {
        return rows(SELECT + "order by r.id desc fetch first " + most + " rows only");
    }

    /** The runs that should be running and that a server has, or none with a lease. */
    public List<RunRow> unfinished(String server) {
        return rows(SELECT + "where r." + UNFINISHED + " and (r.server = ? or s.id is null or s.lease_until < current_timestamp) order by r.id", server);
    }

    /**
     * Gives a run that should be running, or is to be continued, to a server. The ledger's epoch was raised before.
     *
     * @param epoch the new epoch
     * @throws GroundstationException {@link ErrorCode#JOB_FENCED} when the run changed since the row was read
     */
    public void take(RunRow run, String server, long epoch) {
        int taken = statements.update("update gs_job_run set epoch = ?, restarts = restarts + 1, state = 'RUNNING', server = ?, error = null,"
                + " waits_for = null, ended_at = null, execution_id = null where id = ? and epoch = ? and state = ?", epoch, server, run.id(),
                run.epoch(), run.state().name());
        if (taken != 1) {
            throw new GroundstationException(ErrorCode.JOB_FENCED, run.id());
        }
    }

    /** Notes which JBeret execution runs it. */
    public void executionStarted(long id, long epoch, long executionId) {
        statements.update("update gs_job_run set execution_id = ? where id = ? and epoch = ?", executionId, id, epoch);
    }

    /** Asks for a stop, whichever server has it. @return whether it was running */
    public boolean stopping(long id) {
        return statements.update("update gs_job_run set state = 'STOPPING' where id = ? and state = 'RUNNING'", id) == 1;
    }

    /** Writes the end of an execution; does nothing when the run was taken over or has ended. @param error null for none. @return whether it did */
    public boolean end(long id, long epoch, State state, String error) {
        return statements.update("update gs_job_run set state = ?, error = ?, waits_for = null, ended_at = ? where id = ? and epoch = ? and " + UNFINISHED,
                state.name(), storable(error), now(), id, epoch) == 1;
    }

    /** Tells why a run that will be continued does not run at the moment. */
    public void interrupted(long id, long epoch, String error) {
        statements.update("update gs_job_run set error = ? where id = ? and epoch = ? and " + UNFINISHED, storable(error), id, epoch);
    }

    /** Tells what it waits for. @param what null for nothing */
    public void waitsFor(long id, long epoch, String what) {
        statements.update("update gs_job_run set waits_for = ? where id = ? and epoch = ? and " + UNFINISHED, storable(what), id, epoch);
    }

    private List<RunRow> rows(String sql, Object... parameters) {
        return statements.query(sql, rows -> new RunRow(rows.getLong(1), rows.getString(2), State.valueOf(rows.getString(3)), rows.getString(4),
                rows.getInt(5) == 1, rows.getLong(6), rows.getLong(7), rows.getInt(8), rows.getString(9), rows.getString(10), instant(rows, 11),
                instant(rows, 12)), parameters);
    }

    private static Instant instant(ResultSet rows, int column) throws SQLException {
        return Optional.ofNullable(rows.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant).orElse(null);
    }

    private static OffsetDateTime now() {
        return OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    }

    /** What a script prints goes into errors, and PostgreSQL stores no zeros in texts. */
    private static String storable(String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }
}

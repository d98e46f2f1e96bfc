package org.groundstation.batch.table;

import jakarta.batch.api.chunk.ItemReader;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.ScriptException;
import org.groundstation.api.ScriptSession;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.batch.rows.BatchSource;

/**
 * The scored batches of one partition in key order, from after the last committed key. Rows are read and scored ahead of
 * the chunk that is written, outside its transaction; after a rollback JBeret closes and opens this, and it finds its place
 * again. A satellite that is lost is given back, and its rows are read and scored again on another one.
 */
final class TableScore implements ItemReader, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TableScore.class.getName());
    private static final Set<ErrorCode> WORTH_ANOTHER_SATELLITE = Set.of(ErrorCode.SATELLITE_LOST,
            ErrorCode.PROTOCOL_VIOLATION, ErrorCode.LAUNCH_FAILED, ErrorCode.LAUNCH_TIMED_OUT);
    /** How many satellites one batch may cost before it is the batch's fault. */
    private static final int ATTEMPTS = 3;
    /** Between two waits in the queue of a full pool, whose time-out may be 0. */
    private static final long PAUSE_MILLIS = 500;

    private final TableRun run;
    private final int partition;
    private int attempts;
    private boolean waiting;
    private boolean opened;

    private Connection connection;
    private BufferAllocator allocator;
    private BatchSource rows;
    private KeyTuple codec;
    private String after;
    private SatelliteConnection satellite;
    private ScriptSession session;
    private ScanAhead scan;
    private ScoredBatch current;

    TableScore(TableRun run, int partition) {
        this.run = run;
        this.partition = partition;
    }

    /** @param checkpoint ignored: the progress in the job's own table is the truth */
    @Override
    public void open(Serializable checkpoint) {
        try {
            connection = run.station().reader().getConnection();
            connection.setAutoCommit(false);
            run.snapshot().join(connection);
            SourceTable source = run.source(connection);
            KeyRange range = run.store().plan(run.jobId()).stream().filter(planned -> planned.number() == partition).findFirst()
                    .orElseThrow();
            after = range.last();
            codec = source.codec();
            allocator = new RootAllocator();
            rows = run.station().dialect().scan(connection, source.query(range), BatchLimits.ofRows(run.job().chunkRows()), allocator);
            if (opened && run.isStopRequested()) {
                throw new StopRequestedException(); // it was opened again after a rollback
            }
            opened = true;
        } catch (SQLException failed) {
            close();
            throw DatabaseErrors.of(run.station().dialect(), failed);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /**
     * Waits for the next scored batch.
     *
     * @throws ScoreAgainException when the satellite was lost and another one should be tried, or the resource pool is full
     * @throws org.groundstation.api.ScriptException when the script fails
     * @throws GroundstationException {@link ErrorCode#ROW_COUNT_CHANGED}, {@link ErrorCode#KEY_NOT_RETURNED}
     */
    @Override
    public ScoredBatch readItem() {
        release(current);
        current = null;
        try {
            current = next();
        } catch (SQLException failed) {
            throw DatabaseErrors.of(run.station().dialect(), failed);
        } catch (GroundstationException failed) {
            throw again(failed);
        }
        attempts = 0;
        if (current != null) {
            after = current.source().last();
            KeyMatch.check(current.source().keys(), keysIn(current.results()));
        }
        return current;
    }

    /** The last key that was scored, for people who look into JBeret's tables. */
    @Override
    public Serializable checkpointInfo() {
        return after;
    }

    /** Never throws: what is already gone must not hide why. Closing twice is allowed. */
    @Override
    public void close() {
        release(current);
        endSatellite();
        if (scan != null) {
            quietly(scan::stop);
        }
        release(rows);
        release(allocator);
        if (connection != null) {
            Connection closing = connection;
            quietly(() -> {
                try (closing) {
                    closing.rollback();
                    closing.setAutoCommit(true);
                }
            });
        }
        current = null;
        scan = null;
        rows = null;
        allocator = null;
        connection = null;
    }

    private ScoredBatch next() throws SQLException {
        if (scan == null) {
            if (rows.read() == 0) {
                return null;
            }
            startScan();
        }
        SourceBatch batch = scan.next();
        if (batch == null) {
            finishSession();
            return null;
        }
        try {
            VectorSchemaRoot results = session.receive();
            scan.answered();
            session.drainMessages(); // a script may print rows, which have no place in a log
            return new ScoredBatch(batch, results);
        } catch (ScriptException failed) {
            batch.close();
            throw failed.at("rows with keys " + (batch.after() == null ? "" : "after " + codec.label(batch.after()) + " ") + "up to "
                    + codec.label(batch.last()));
        } catch (RuntimeException | Error failed) {
            batch.close();
            throw failed;
        }
    }

    private void startScan() {
        satellite = run.station().satellites().getConnection(run.job().resourcePool());
        waiting = false;
        session = satellite.open(run.script(), rows.batch().getSchema(), run.arguments());
        ScanAhead ahead = new ScanAhead(rows, run.job().keyColumns(), codec, after, session, allocator);
        run.station().threads().execute(ahead);
        scan = ahead;
    }

    /** All rows are scored: lets the script come to its end. */
    private void finishSession() {
        if (session != null) {
            quietly(() -> session.finish().close());
            session = null;
            release(satellite);
            satellite = null;
        }
    }

    /** Gives the satellite back before its script is through: nobody waits for rows that are not wanted. */
    private void endSatellite() {
        if (satellite != null) {
            quietly(satellite::cancel);
            release(session);
            release(satellite);
            session = null;
            satellite = null;
        }
    }

    private RuntimeException again(GroundstationException failed) {
        if (failed.code() == ErrorCode.RESOURCE_POOL_BUSY && pause()) {
            if (run.isStopRequested()) {
                return new StopRequestedException();
            }
            // Nobody waits for a job, so it goes back into the queue.
            LOG.log(waiting ? Level.DEBUG : Level.INFO, "partition {0} of table job {1} waits: {2}", partition, run.jobId(), failed.getMessage());
            waiting = true;
            return new ScoreAgainException(failed);
        }
        attempts++;
        if (!WORTH_ANOTHER_SATELLITE.contains(failed.code()) || attempts >= ATTEMPTS) {
            return failed;
        }
        LOG.log(Level.WARNING, "scoring the chunk after key {0} again: {1}", after, failed.getMessage());
        return new ScoreAgainException(failed);
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<FieldVector> keysIn(VectorSchemaRoot results) {
        return run.job().keyColumns().stream().map(key -> results.getFieldVectors().stream()
                .filter(vector -> vector.getName().equalsIgnoreCase(key)).findFirst()
                .orElseThrow(() -> new GroundstationException(ErrorCode.OUTPUT_SCHEMA_MISMATCH, "the key column '" + key + "' is missing"))).toList();
    }

    private static void release(AutoCloseable resource) {
        if (resource != null) {
            quietly(resource);
        }
    }

    private static void quietly(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception failed) {
            LOG.log(Level.DEBUG, "while closing a scored partition", failed);
        }
    }
}

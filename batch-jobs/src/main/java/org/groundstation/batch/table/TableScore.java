package org.groundstation.batch.table;

import jakarta.batch.api.chunk.ItemReader;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.ScriptException;
import org.groundstation.api.ScriptSession;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.batch.database.Closing;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.batch.rows.KeyedQuery;

/**
 * The scored batches of one partition in key order, from after the last committed key. Rows are read and scored ahead of
 * the chunk that is written, outside its transaction; after a rollback JBeret closes and opens this, and it finds its place
 * again. A satellite that is lost is given back, and its rows are read and scored again on another one.
 */
final class TableScore implements ItemReader, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TableScore.class.getName());

    private final TableRun run;
    private final Dialect dialect;
    private final int partition;
    private boolean opened;

    private volatile Connection connection;
    private BufferAllocator allocator;
    private KeyedQuery query;
    private BatchSource rows;
    private KeyTuple codec;
    private String after;
    private volatile SatelliteConnection satellite;
    private ScriptSession session;
    private ScanAhead scan;
    private ScoredBatch current;

    TableScore(TableRun run, int partition) {
        this.run = run;
        this.dialect = run.services().source().dialect();
        this.partition = partition;
    }

    /**
     * Finds its place, after a rest when the last try failed. JBeret calls this in a transaction of its own, so nothing here uses
     * the connections of chunks, and the query, whose first row may take hours, waits for {@link #readItem}: a connection that
     * writes must not be idle in a transaction meanwhile.
     *
     * @param checkpoint ignored: the progress in the job's own table is the truth
     */
    @Override
    public void open(Serializable checkpoint) {
        try {
            run.rest(run.retries(partition).takePause());
            if (run.hasFailed() || opened && run.isStopRequested()) {
                throw new StopRequestedException(); // it was opened again after a rollback
            }
            run.reads(this);
            KeyRange range = new Ledger(run.services().target().reader(), run.services().target().dialect()).plan(run.jobId()).stream()
                    .filter(planned -> planned.number() == partition).findFirst().orElseThrow();
            if (run.job().numbered() && range.last() != null) {
                range = run.startOver(range);
            }
            connection = connect();
            connection.setAutoCommit(false);
            run.snapshot().join(connection);
            SourceTable source = run.source(connection);
            after = range.last();
            codec = source.codec();
            allocator = new RootAllocator();
            query = source.query(range);
            opened = true;
        } catch (SQLException failed) {
            close();
            throw failed(DatabaseErrors.of(dialect, failed));
        } catch (RuntimeException failed) {
            close();
            throw failed(failed);
        } catch (Error failed) { // which JBeret would not notice
            close();
            throw failed(new GroundstationException(ErrorCode.INTERNAL, failed, failed));
        }
    }

    /**
     * Waits for the next scored batch.
     *
     * @throws ScoreAgainException when the satellite was lost and another one should be tried, or there is no place for one
     * @throws org.groundstation.api.ScriptException when the script fails
     * @throws GroundstationException {@link ErrorCode#ROW_COUNT_CHANGED}, {@link ErrorCode#KEY_NOT_RETURNED}
     */
    @Override
    public ScoredBatch readItem() {
        if (run.hasFailed()) {
            throw new StopRequestedException();
        }
        release(current);
        current = null;
        try {
            current = next();
            if (current != null) {
                after = current.source().last();
                KeyMatch.check(current.source().keys(), keysIn(current.results()));
            }
            run.waits(partition, null);
            return current;
        } catch (SQLException failed) {
            throw failed(DatabaseErrors.of(dialect, failed));
        } catch (GroundstationException failed) {
            throw again(failed);
        } catch (RuntimeException failed) {
            throw failed(failed);
        } catch (Error failed) { // which JBeret would not notice
            throw failed(new GroundstationException(ErrorCode.INTERNAL, failed, failed));
        }
    }

    /** The last key that was scored, for people who look into JBeret's tables. */
    @Override
    public Serializable checkpointInfo() {
        return after;
    }

    /** Never throws: what is already gone must not hide why. Takes a few seconds at most. Closing twice is allowed. */
    @Override
    public void close() {
        run.readsNoLonger(this);
        release(current);
        endSatellite();
        BatchSource read = rows;
        BufferAllocator memory = allocator;
        Connection closing = connection;
        Runnable then = () -> {
            if (read != null) {
                quietly(() -> Closing.within(dialect, closing, read::close));
            }
            release(memory);
            Closing.close(dialect, closing);
        };
        if (scan != null) {
            scan.stop(() -> Closing.abort(dialect, closing), then);
        } else {
            then.run();
        }
        current = null;
        scan = null;
        rows = null;
        allocator = null;
        connection = null;
    }

    /** Makes whatever it waits for end, because another partition has failed. From any thread. */
    void giveUp() {
        SatelliteConnection scoring = satellite;
        if (scoring != null) {
            quietly(scoring::cancel);
        }
        Connection reading = connection;
        if (reading != null) {
            Closing.abort(dialect, reading);
        }
    }

    private Connection connect() throws SQLException {
        while (true) {
            try {
                return run.services().source().reader().getConnection();
            } catch (SQLException failed) {
                GroundstationException why = DatabaseErrors.of(dialect, failed);
                if (why.code() != ErrorCode.DATABASE_BUSY || !run.retries(partition).again(why)) {
                    throw failed;
                }
                waits(why);
                run.rest(run.retries(partition).takePause());
                if (run.isStopRequested()) {
                    throw new StopRequestedException();
                }
            }
        }
    }

    private ScoredBatch next() throws SQLException {
        if (scan == null) {
            if (rows == null) {
                rows = dialect.scan(connection, query, BatchLimits.ofRows(run.job().chunkRows()), allocator);
                if (rows.read() == 0) {
                    return null;
                }
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
        satellite = run.services().satellites().getConnection(run.job().resourcePool());
        session = satellite.open(run.script(), rows.batch().getSchema(), run.arguments());
        ScanAhead ahead = new ScanAhead(rows, run.job().keyColumns(), codec, after, session, allocator);
        scan = ahead;
        try {
            run.services().threads().execute(ahead);
        } catch (RuntimeException refused) {
            ahead.refused(refused);
        }
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
        if (run.hasFailed() || !run.retries(partition).again(failed)) {
            return failed(failed);
        }
        if (run.isStopRequested()) {
            return new StopRequestedException();
        }
        waits(failed);
        return new ScoreAgainException(failed);
    }

    private void waits(GroundstationException why) {
        boolean news = run.waits(partition, why.getMessage());
        LOG.log(news ? Level.WARNING : Level.DEBUG, "partition {0} of table job {1} tries again after key {2}: {3}", partition, run.jobId(), after,
                why.getMessage());
    }

    private RuntimeException failed(RuntimeException failed) {
        return run.failed(run.retries(partition).withEarlier(failed));
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

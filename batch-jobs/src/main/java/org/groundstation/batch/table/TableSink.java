package org.groundstation.batch.table;

import jakarta.batch.api.chunk.ItemWriter;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.rows.CheckedSink;
import org.groundstation.batch.rows.RowSink;

/** Writes scored batches into the target table; the progress moves in the same transaction, as its last statement. */
final class TableSink implements ItemWriter {
    private static final System.Logger LOG = System.getLogger(TableSink.class.getName());

    private final TableRun run;
    private final int partition;
    private final Checkpoint checkpoint;
    private RowSink sink;

    TableSink(TableRun run, int partition) {
        this.run = run;
        this.partition = partition;
        this.checkpoint = new Checkpoint(run.ledger(), run.jobId(), run.epoch(), partition);
    }

    @Override
    public void open(Serializable ignored) {
        // connections live as long as a chunk's transaction
    }

    /**
     * Never swallows an SQLException: after one, a commit reports success and writes nothing.
     *
     * @throws org.groundstation.api.GroundstationException the codes of {@link CheckedSink}
     * @throws ScoreAgainException when the database rolled back because of another transaction
     */
    @Override
    public void writeItems(List<Object> items) {
        try (Connection connection = run.services().target().writer().getConnection()) {
            run.writes(partition, connection);
            for (Object item : items) {
                write(connection, (ScoredBatch) item);
            }
            run.retries(partition).succeeded();
        } catch (SQLException failed) {
            if (run.retries(partition).again(run.services().target().dialect(), failed)) {
                LOG.log(Level.WARNING, "scoring a chunk again: {0}", failed.getMessage());
                throw new ScoreAgainException(failed);
            }
            throw failed(DatabaseErrors.of(run.services().target().dialect(), failed));
        } catch (RuntimeException failed) {
            throw failed(failed);
        } catch (Error failed) { // which JBeret would not notice
            throw failed(new GroundstationException(ErrorCode.INTERNAL, failed, failed));
        } finally {
            run.writesNoLonger(partition);
        }
    }

    private RuntimeException failed(RuntimeException failed) {
        return run.failed(run.retries(partition).withEarlier(failed));
    }

    @Override
    public Serializable checkpointInfo() {
        return null;
    }

    @Override
    public void close() {
        // see open
    }

    private void write(Connection connection, ScoredBatch batch) throws SQLException {
        if (sink == null) {
            sink = new CheckedSink(run.target(connection), run.services().target().dialect().sink(connection, run.target(connection)));
        }
        long written = sink.write(connection, batch.results());
        run.requireSameTarget(connection);
        checkpoint.advance(connection, batch.source().after(), batch.source().last(), batch.source().rowCount(), Math.toIntExact(written));
    }
}

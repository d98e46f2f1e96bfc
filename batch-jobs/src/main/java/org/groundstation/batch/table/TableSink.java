package org.groundstation.batch.table;

import jakarta.batch.api.chunk.ItemWriter;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ResultSchema;
import org.groundstation.batch.database.DatabaseErrors;

/** Writes scored batches into the target table; the progress moves in the same transaction, as its last statement. */
final class TableSink implements ItemWriter {
    /** Rows that the driver sends at a time. */
    private static final int BATCH_ROWS = 5_000;

    private final TableRun run;
    private final Checkpoint checkpoint;
    private String insertSql;

    TableSink(TableRun run, int partition) {
        this.run = run;
        this.checkpoint = new Checkpoint(run.station().dialect(), run.jobId(), run.epoch(), partition);
    }

    @Override
    public void open(Serializable ignored) {
        // connections live as long as a chunk's transaction
    }

    /** Never swallows an SQLException: after one, a commit reports success and writes nothing. */
    @Override
    public void writeItems(List<Object> items) {
        try (Connection connection = run.station().database().getConnection()) {
            for (Object item : items) {
                write(connection, (ScoredBatch) item);
            }
        } catch (SQLException failed) {
            throw DatabaseErrors.of(run.station().dialect(), failed);
        }
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
        if (insertSql == null) {
            insertSql = TargetTable.insert(connection, run.station().dialect(), run.job());
        }
        VectorSchemaRoot results = batch.results();
        List<ResultSchema.Column> columns = run.job().result().columns();
        List<VectorBinder> binders = IntStream.range(0, columns.size())
                .mapToObj(i -> VectorBinder.of(vector(results, columns.get(i).name()), columns.get(i).type(), i + 1)).toList();
        try (PreparedStatement insert = connection.prepareStatement(insertSql)) {
            for (int row = 0; row < results.getRowCount(); row++) {
                for (VectorBinder binder : binders) {
                    binder.bind(insert, row);
                }
                insert.addBatch();
                if ((row + 1) % BATCH_ROWS == 0) {
                    insert.executeBatch();
                }
            }
            if (results.getRowCount() % BATCH_ROWS != 0) {
                insert.executeBatch();
            }
        }
        checkpoint.advance(connection, batch.source().after(), batch.source().last(), batch.source().rows().getRowCount(),
                results.getRowCount());
    }

    private static FieldVector vector(VectorSchemaRoot results, String name) {
        return results.getFieldVectors().stream().filter(vector -> vector.getName().equalsIgnoreCase(name)).findFirst()
                .orElseThrow();
    }
}

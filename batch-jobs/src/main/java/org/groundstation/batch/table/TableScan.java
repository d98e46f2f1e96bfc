package org.groundstation.batch.table;

import jakarta.batch.api.chunk.ItemReader;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.groundstation.api.columnar.Values;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.rows.BatchSource;

/**
 * Reads one partition in key order, a record batch at a time, from after the last committed key. The cursor lives
 * outside the chunk transactions; after a rollback JBeret closes and opens the scan, which finds its place again.
 */
final class TableScan implements ItemReader {
    private static final System.Logger LOG = System.getLogger(TableScan.class.getName());

    private final TableRun run;
    private final int partition;
    private BufferAllocator allocator;
    private Connection connection;
    private BatchSource rows;
    private KeyCodec codec;
    private String stored;

    TableScan(TableRun run, int partition) {
        this.run = run;
        this.partition = partition;
    }

    /** @param checkpoint ignored: the progress in the job's own table is the truth */
    @Override
    public void open(Serializable checkpoint) {
        try {
            connection = run.station().reader().getConnection();
            SourceTable source = run.source(connection);
            KeyRange range = range();
            stored = range.last();
            codec = source.codec();
            connection.setAutoCommit(false);
            allocator = new RootAllocator();
            rows = run.station().dialect().scan(connection, source.query(range), run.job().chunkRows(), allocator);
        } catch (SQLException failed) {
            close();
            throw DatabaseErrors.of(run.station().dialect(), failed);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    @Override
    public SourceBatch readItem() {
        try {
            if (rows.read() == 0) {
                return null;
            }
        } catch (SQLException failed) {
            throw DatabaseErrors.of(run.station().dialect(), failed);
        }
        String after = stored;
        stored = codec.encode(Values.get(key(), rows.batch().getRowCount() - 1));
        return new SourceBatch(rows.batch(), key(), after, stored);
    }

    /** The last key that was read, for people who look into JBeret's tables. */
    @Override
    public Serializable checkpointInfo() {
        return stored;
    }

    /** Never throws: a connection that is already gone must not hide why. */
    @Override
    public void close() {
        quietly(rows);
        quietly(allocator);
        if (connection != null) {
            Connection closing = connection;
            quietly(() -> {
                try (closing) {
                    closing.rollback();
                    closing.setAutoCommit(true);
                }
            });
        }
        rows = null;
        allocator = null;
        connection = null;
    }

    private FieldVector key() {
        return rows.batch().getFieldVectors().stream().filter(vector -> vector.getName().equalsIgnoreCase(run.job().key()))
                .findFirst().orElseThrow();
    }

    private KeyRange range() {
        return run.store().plan(run.jobId()).stream().filter(range -> range.number() == partition).findFirst().orElseThrow();
    }

    private static void quietly(AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception failed) {
            LOG.log(Level.DEBUG, "while closing a scan", failed);
        }
    }
}

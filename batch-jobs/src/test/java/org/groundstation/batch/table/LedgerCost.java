package org.groundstation.batch.table;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.batch.database.Endpoint;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.database.WriterDataSource;
import org.groundstation.batch.rows.RowSink;

/**
 * Writes chunks into a table of PostgreSQL with the ledger, as jobs do, and without it, as nothing else can. For a benchmark: nothing is
 * read and scored here, so that the ledger's share is larger than in any job.
 */
public final class LedgerCost implements AutoCloseable {
    private final int chunks;
    private final int chunkRows;
    private final TestDatabase database = TestDatabase.open(TestDatabase.Kind.POSTGRES);
    private final Connection connection;
    private final BufferAllocator allocator = new RootAllocator();
    private final BigIntVector ids = new BigIntVector("id", allocator);
    private final Float8Vector scores = new Float8Vector("score", allocator);

    /** @param chunks how many are written each time @param chunkRows rows of each */
    public LedgerCost(int chunks, int chunkRows) throws SQLException {
        this.chunks = chunks;
        this.chunkRows = chunkRows;
        JobFixture.createFlights(database, 1);
        connection = database.connect();
        connection.setAutoCommit(false);
        ids.allocateNew(chunkRows);
        scores.allocateNew(chunkRows);
    }

    /** Fills an empty table. @return rows per second */
    public double write(boolean withLedger) throws Exception {
        database.execute("drop table if exists scores", "create table scores (id bigint primary key, score double precision not null)", "checkpoint");
        JobServices services = JobServices.in(new Endpoint(database.dialect(), new OneConnection(), new ReaderDataSource()), new FakeSatellites(),
                new FakeModels(), Runnable::run);
        JobDefinition definition = JobChecks.prepare(services, JobFixture.flights().build());
        try (TableRun run = new TableRun(services, JobFixture.store(services, definition), 1, definition)) {
            new TablePlan(run).mapPartitions();
            TableSink jobs = new TableSink(run, 0);
            RowSink rowsOnly = database.dialect().sink(connection, run.target(connection));
            long began = System.nanoTime();
            String last = null;
            for (int chunk = 0; chunk < chunks; chunk++) {
                VectorSchemaRoot rows = rows((long) chunk * chunkRows);
                if (withLedger) {
                    String key = "[" + (chunk + 1) * chunkRows + "]";
                    jobs.writeItems(List.of(new ScoredBatch(new SourceBatch(List.of(ids), last, key), rows)));
                    last = key;
                } else {
                    rowsOnly.write(connection, rows);
                    connection.commit();
                }
            }
            return (double) chunks * chunkRows / ((System.nanoTime() - began) / 1e9);
        }
    }

    @Override
    public void close() throws SQLException {
        ids.close();
        scores.close();
        allocator.close();
        connection.close();
        database.close();
    }

    private VectorSchemaRoot rows(long first) {
        for (int row = 0; row < chunkRows; row++) {
            ids.set(row, first + row);
            scores.set(row, Math.sqrt(first + row));
        }
        ids.setValueCount(chunkRows);
        scores.setValueCount(chunkRows);
        return VectorSchemaRoot.of(ids, scores);
    }

    /** The same connection each time; to close it is to commit, as the end of a chunk is in the server. */
    private final class OneConnection extends WriterDataSource {
        @Override
        public Connection getConnection() {
            return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                try {
                    return method.getName().equals("close") ? commit() : method.invoke(connection, arguments);
                } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                }
            });
        }

        private Object commit() throws SQLException {
            connection.commit();
            return null;
        }
    }
}

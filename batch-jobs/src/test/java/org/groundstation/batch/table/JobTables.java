package org.groundstation.batch.table;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.groundstation.api.TableJob;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.api.columnar.QueryReader;
import org.groundstation.api.columnar.Values;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.settings.Setting;

/** A table as a job reads it, and as an application does through the connector: with a connection of its own, as the driver makes it. */
final class JobTables {
    /** Takes each batch while it is there. */
    @FunctionalInterface
    interface Batch {
        void take(VectorSchemaRoot batch) throws SQLException;
    }

    private JobTables() {
    }

    /** Reads like a job with the key {@code id}. @param columns none for all */
    static void job(TestDatabase database, String table, int chunkRows, Batch batch, String... columns) throws SQLException {
        TableJob job = JobFixture.flights().from(table, "id").columns(columns).build();
        try (Connection connection = new ReaderDataSource().getConnection(); BufferAllocator allocator = new RootAllocator()) {
            connection.setAutoCommit(false);
            SourceTable source = SourceTable.find(connection, database.dialect(), job);
            try (BatchSource rows = database.dialect().scan(connection, source.query(new KeyRange(0, null, null, null, 0, 0, 0)),
                    BatchLimits.ofRows(chunkRows), allocator)) {
                while (rows.read() > 0) {
                    batch.take(rows.batch());
                }
            } finally {
                connection.rollback();
            }
        }
    }

    /** Reads like an application. */
    static void connector(String sql, int batchRows, Batch batch) throws SQLException {
        try (Connection connection = DriverManager.getConnection(System.getProperty(Setting.DATABASE_URL.key()));
                BufferAllocator allocator = new RootAllocator();
                ArrowReader rows = QueryReader.open(connection, sql, List.of(), batchRows, allocator)) {
            while (rows.loadNextBatch()) {
                batch.take(rows.getVectorSchemaRoot());
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The second column of each row as a job has it. */
    static List<Object> jobValues(TestDatabase database, String table) throws SQLException {
        List<Object> values = new ArrayList<>();
        job(database, table, 2, batch -> add(batch, values));
        return values;
    }

    /** The second column of each row as an application has it. */
    static List<Object> connectorValues(String sql) throws SQLException {
        List<Object> values = new ArrayList<>();
        connector(sql, 2, batch -> add(batch, values));
        return values;
    }

    private static void add(VectorSchemaRoot batch, List<Object> values) {
        for (int row = 0; row < batch.getRowCount(); row++) {
            values.add(Values.get(batch.getVector(1), row));
        }
    }

    /** Lets the JVM live elsewhere. @return puts it back */
    static AutoCloseable zone(String id) {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(id));
        return () -> TimeZone.setDefault(before);
    }
}

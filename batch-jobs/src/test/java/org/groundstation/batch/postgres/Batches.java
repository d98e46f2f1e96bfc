package org.groundstation.batch.postgres;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.api.columnar.Values;
import org.groundstation.batch.database.ReaderDataSource;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.batch.rows.KeyedQuery;
import org.groundstation.batch.rows.ResultTarget;

/** Batches as lists of rows, for comparing. */
final class Batches {
    /** Opens a source. */
    @FunctionalInterface
    interface Opener {
        BatchSource open(Connection connection, KeyedQuery query, BatchLimits limits, BufferAllocator allocator) throws SQLException;
    }

    private Batches() {
    }

    /** All rows of a query, the schema as the first one; an allocator that is left with memory fails. */
    static List<List<Object>> read(Opener opener, KeyedQuery query, int batchRows) throws SQLException {
        try (Connection connection = new ReaderDataSource().getConnection(); BufferAllocator allocator = new RootAllocator()) {
            connection.setAutoCommit(false);
            List<List<Object>> rows = new ArrayList<>();
            try (BatchSource source = opener.open(connection, query, BatchLimits.ofRows(batchRows), allocator)) {
                rows.add(List.copyOf(source.batch().getSchema().getFields()));
                for (int count = source.read(); count > 0; count = source.read()) {
                    for (int row = 0; row < count; row++) {
                        rows.add(row(source.batch(), row));
                    }
                }
            }
            connection.rollback();
            return rows;
        }
    }

    /** A batch of a result schema. */
    static VectorSchemaRoot of(ResultSchema schema, List<List<Object>> rows, BufferAllocator allocator) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema.arrowSchema(), allocator);
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                Values.set(batch.getVector(column), row, rows.get(row).get(column));
            }
        }
        batch.setRowCount(rows.size());
        return batch;
    }

    static ResultTarget target(String table, ResultSchema schema) {
        return new ResultTarget('"' + table + '"', schema.columns().stream()
                .map(column -> new ResultTarget.Column(column.name(), column.name(), '"' + column.name() + '"', column.type())).toList());
    }

    private static List<Object> row(VectorSchemaRoot batch, int row) {
        List<Object> cells = new ArrayList<>();
        for (FieldVector vector : batch.getFieldVectors()) {
            Object cell = Values.get(vector, row);
            cells.add(cell instanceof List<?> list ? list.stream().map(Batches::comparable).toList() : comparable(cell));
        }
        return cells;
    }

    private static Object comparable(Object value) {
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    }
}

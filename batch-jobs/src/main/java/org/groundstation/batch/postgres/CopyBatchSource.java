package org.groundstation.batch.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.api.columnar.Columns;
import org.groundstation.api.columnar.type.UnfitValueException;
import org.groundstation.batch.rows.BatchSource;
import org.groundstation.batch.rows.KeyedQuery;

/** Reads with COPY OUT; what a JDBC query would read, column for column. */
final class CopyBatchSource implements BatchSource {
    /** Names of the internal type of one byte. */
    private static final Set<String> INTERNAL_TEXTS = Set.of("char", "\"char\"");

    private final VectorSchemaRoot batch;
    private final FieldVector[] vectors;
    private final CellDecoder[] decoders;
    private final int[] lengths;
    private final BatchLimits limits;
    private final CopyRows rows;
    private long rowsBefore;

    private CopyBatchSource(VectorSchemaRoot batch, List<SqlType> types, BatchLimits limits, CopyRows rows) {
        this.batch = batch;
        this.vectors = batch.getFieldVectors().toArray(FieldVector[]::new);
        this.decoders = new CellDecoder[vectors.length];
        this.lengths = new int[vectors.length];
        for (int column = 0; column < vectors.length; column++) {
            decoders[column] = CopyType.of(types.get(column).kind()).decoder().of(vectors[column], types.get(column));
            lengths[column] = CopyType.of(types.get(column).kind()).length();
        }
        this.limits = limits;
        this.rows = rows;
    }

    /**
     * Starts the command.
     *
     * @param connection not in autocommit mode; takes no other statement until the source is closed
     * @return empty, and nothing started, when a column has a type that is not read this way
     */
    public static Optional<BatchSource> open(Connection connection, KeyedQuery query, BatchLimits limits, BufferAllocator allocator)
            throws SQLException {
        List<SqlType> types = new ArrayList<>();
        Schema schema;
        try (PreparedStatement described = connection.prepareStatement(query.select())) {
            ResultSetMetaData metadata = described.getMetaData();
            schema = Columns.of(metadata);
            for (int i = 1; i <= metadata.getColumnCount(); i++) {
                SqlType type = SqlType.ofJdbc(metadata.getColumnType(i), metadata.getColumnTypeName(i), metadata.getPrecision(i),
                        metadata.getScale(i)).orElseThrow();
                if (!CopyType.reads(type, metadata.getColumnTypeName(i), isEnum(metadata, i))) {
                    return Optional.empty();
                }
                types.add(type);
            }
        }
        try (Statement statement = connection.createStatement()) {
            // one statement lasts as long as its rows are scored, unlike the fetches of a cursor
            statement.execute("set local statement_timeout = 0");
        }
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator); // owns no memory before the first row
        CopyRows rows = new CopyRows(connection, query.sql(Literals::of));
        return Optional.of(new CopyBatchSource(batch, types, limits, rows));
    }

    /** The driver has the same JDBC type for texts and for enums, whose names are their own. */
    private static boolean isEnum(ResultSetMetaData metadata, int column) throws SQLException {
        return metadata.getColumnType(column) == Types.VARCHAR && !INTERNAL_TEXTS.contains(metadata.getColumnTypeName(column));
    }

    @Override
    public VectorSchemaRoot batch() {
        return batch;
    }

    @Override
    public int read() throws SQLException {
        for (FieldVector vector : vectors) {
            if (vector.getValueCapacity() == 0) { // it is new, or gave its memory away
                vector.setInitialCapacity(batch.getRowCount());
            }
            vector.reset();
        }
        int row = 0;
        long bytes = 0;
        while (row < limits.rows() && bytes < limits.bytes() && rows.next()) {
            bytes += readRow(row++);
        }
        batch.setRowCount(row);
        rowsBefore += row;
        return row;
    }

    /** @return the bytes of its values */
    private int readRow(int row) throws SQLException {
        int bytes = 0;
        int column = 0;
        try {
            for (; column < decoders.length; column++) {
                int length = rows.nextCell();
                if (length < 0) {
                    vectors[column].setNull(row);
                } else {
                    CellDecoder.requireLength(vectors[column], lengths[column], length);
                    decoders[column].decode(rows.message(), rows.skip(length), length, row);
                    bytes += length;
                }
            }
        } catch (UnfitValueException unfit) {
            throw unfit.in(vectors[column].getName(), rowsBefore + row + 1);
        }
        return bytes;
    }

    @Override
    public void cancel() {
        rows.cancel();
    }

    @Override
    public void close() throws SQLException {
        try (batch) {
            rows.close();
        }
    }
}

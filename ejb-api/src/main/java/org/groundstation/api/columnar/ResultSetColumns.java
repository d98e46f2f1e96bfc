package org.groundstation.api.columnar;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.columnar.type.CellReader;
import org.groundstation.api.columnar.type.ColumnType;
import org.groundstation.api.columnar.type.JdbcSource;
import org.groundstation.api.columnar.type.UnfitValueException;

/**
 * Copies rows of a ResultSet into the vectors of a batch, one reader a column chosen once. Numbers travel as primitives.
 * Not thread-safe.
 */
public final class ResultSetColumns {
    private final VectorSchemaRoot batch;
    private final List<BaseVariableWidthVector> variable = new ArrayList<>();
    private final List<ListVector> lists = new ArrayList<>();
    private int fixedBytes;
    private CellReader[] readers;
    private long rowsBefore;

    /**
     * @param batch its schema as {@link Columns#of} made it, columns in the order of the result
     * @throws GroundstationException {@link ErrorCode#SQL_TYPE_UNSUPPORTED}
     */
    public ResultSetColumns(VectorSchemaRoot batch) {
        this.batch = batch;
        for (FieldVector vector : batch.getFieldVectors()) {
            requireKnown(vector);
            if (vector instanceof BaseVariableWidthVector values) {
                variable.add(values);
            } else if (vector instanceof ListVector list) {
                lists.add(list);
            } else {
                fixedBytes += width(vector);
            }
        }
    }

    /**
     * Fills the batch with the next rows, replacing what it held.
     *
     * @param rows positioned before the next row; the same result at every call
     * @param limits the row that reaches one of them is the last one
     * @return the number of rows taken; 0 at the end
     * @throws GroundstationException {@link ErrorCode#INPUT_VALUE_UNFIT} naming column, row (from 1) and value,
     *         {@link ErrorCode#ARRAY_NESTED}
     */
    public int fill(ResultSet rows, BatchLimits limits) throws SQLException {
        if (readers == null) {
            readers = readers(JdbcSource.of(rows));
        }
        batch.getFieldVectors().forEach(FieldVector::reset);
        int row = 0;
        while (row < limits.rows() && bytes(row) < limits.bytes() && rows.next()) {
            int column = 0;
            try {
                for (; column < readers.length; column++) {
                    readers[column].read(rows, row);
                }
            } catch (SQLException | RuntimeException failed) {
                UnfitValueException unfit = failed instanceof GroundstationException ? null : UnfitValueException.of(failed, text(rows, column));
                if (unfit == null) {
                    throw failed;
                }
                throw unfit.in(batch.getVector(column).getName(), rowsBefore + row + 1);
            }
            row++;
        }
        batch.setRowCount(row);
        batch.getFieldVectors().forEach(this::requireNotNull);
        rowsBefore += row;
        return row;
    }

    private CellReader[] readers(JdbcSource source) {
        CellReader[] chosen = new CellReader[batch.getFieldVectors().size()];
        for (int i = 0; i < chosen.length; i++) {
            FieldVector vector = batch.getVector(i);
            chosen[i] = ColumnType.of(vector).reader(vector, i + 1, source);
        }
        return chosen;
    }

    private static void requireKnown(FieldVector vector) {
        try {
            ColumnType.of(vector);
        } catch (ClassCastException unknown) {
            throw new GroundstationException(ErrorCode.SQL_TYPE_UNSUPPORTED, vector.getName(), vector.getField().getType());
        }
    }

    private static String text(ResultSet rows, int column) {
        try {
            return rows.getString(column + 1);
        } catch (SQLException | RuntimeException unreadable) {
            return null;
        }
    }

    /** PostgreSQL's driver calls a column NOT NULL that an outer join may leave without a value. */
    private void requireNotNull(FieldVector vector) {
        if (!vector.getField().isNullable() && vector.getNullCount() > 0) {
            int row = 0;
            while (!vector.isNull(row)) {
                row++;
            }
            throw new GroundstationException(ErrorCode.INPUT_VALUE_UNFIT, vector.getName(), "row " + (rowsBefore + row + 1)
                    + ": NULL, though the driver says that the column is NOT NULL, as it does for a column of an outer join");
        }
    }

    /** The bytes of the rows before this one. */
    private long bytes(int row) {
        long bytes = (long) row * fixedBytes;
        for (BaseVariableWidthVector vector : variable) {
            bytes += bytes(vector);
        }
        for (ListVector list : lists) {
            FieldVector elements = list.getDataVector();
            int count = list.getLastSet() < 0 ? 0 : list.getElementEndIndex(list.getLastSet());
            bytes += elements instanceof BaseVariableWidthVector values ? bytes(values) : (long) count * width(elements);
        }
        return bytes;
    }

    private static long bytes(BaseVariableWidthVector vector) {
        return vector.getLastSet() < 0 ? 0 : vector.getStartOffset(vector.getLastSet() + 1);
    }

    private static int width(FieldVector vector) {
        return Math.max(1, ((BaseFixedWidthVector) vector).getTypeWidth());
    }
}

package org.groundstation.batch.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.columnar.Values;
import org.groundstation.api.columnar.type.UnfitValueException;

/**
 * Writes nothing that the database would change without a word, and notices when it did not take every row. The database's own checks
 * come after.
 */
public final class CheckedSink implements RowSink {
    private final ResultTarget target;
    private final RowSink sink;

    /** @param sink what writes rows that may be written */
    public CheckedSink(ResultTarget target, RowSink sink) {
        this.target = target;
        this.sink = sink;
    }

    /**
     * Writes all rows.
     *
     * @throws GroundstationException {@link ErrorCode#TARGET_VALUE_UNFIT} for the first value that a column would round or cut,
     *         {@link ErrorCode#ROWS_NOT_WRITTEN} when the database counted others; the caller must roll back
     */
    @Override
    public long write(Connection connection, VectorSchemaRoot results) throws SQLException {
        for (ResultTarget.Column column : target.columns()) {
            check(column, results);
        }
        long counted = sink.write(connection, results);
        if (counted != results.getRowCount()) {
            throw new GroundstationException(ErrorCode.ROWS_NOT_WRITTEN, results.getRowCount(), target.label(), counted);
        }
        return counted;
    }

    private void check(ResultTarget.Column column, VectorSchemaRoot results) {
        Limits limits = column.limits();
        if (limits.equals(Limits.NONE)) {
            return;
        }
        FieldVector vector = column.in(results);
        ListVector list = vector instanceof ListVector values ? values : null;
        FieldVector values = list == null ? vector : list.getDataVector();
        int unfit = LimitCheck.of(values, limits).first(list == null ? results.getRowCount() : values.getValueCount());
        if (unfit >= 0) {
            int row = list == null ? unfit : rowOf(list, unfit);
            throw new GroundstationException(ErrorCode.TARGET_VALUE_UNFIT, column.name(), target.label(),
                    UnfitValueException.quoted(String.valueOf(Values.get(values, unfit))), key(results, row),
                    LimitCheck.of(values, limits).why(unfit));
        }
    }

    private static int rowOf(ListVector list, int element) {
        int row = 0;
        while (list.getElementEndIndex(row) <= element) {
            row++;
        }
        return row;
    }

    private String key(VectorSchemaRoot results, int row) {
        if (target.key().isEmpty()) {
            return "in row " + (row + 1);
        }
        return target.key().stream().map(key -> (target.key().size() == 1 ? "" : key.result() + "=") + Values.get(key.in(results), row))
                .collect(Collectors.joining(", "));
    }
}

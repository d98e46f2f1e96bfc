package org.groundstation.api.columnar.type;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Set;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** boolean, also MariaDB's {@code tinyint(1)} and {@code bit(1)}. */
final class BooleanType extends ColumnType {
    static final BooleanType INSTANCE = new BooleanType();

    private BooleanType() {
        super(new ArrowType.Bool(), Types.BOOLEAN, Set.of("bool"), Boolean.class, boolean.class);
    }

    /** Several bits are no truth value. */
    @Override
    SqlType in(JdbcColumn column) {
        boolean oneBit = column.jdbcType() == Types.BIT && column.precision() <= 1 && !column.isText();
        return column.jdbcType() == Types.BOOLEAN || oneBit ? SqlType.BOOLEAN : null;
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        BitVector bits = (BitVector) vector;
        if (source == JdbcSource.LENIENT) {
            return (rows, row) -> readNumber(rows, column, bits, row);
        }
        return (rows, row) -> {
            boolean value = rows.getBoolean(column);
            if (!copiedNull(rows, !value, bits, row)) {
                bits.setSafe(row, value ? 1 : 0);
            }
        };
    }

    private static void readNumber(ResultSet rows, int column, BitVector vector, int row) throws SQLException {
        int value = rows.getInt(column);
        if (value < 0 || value > 1) {
            throw new UnfitValueException(Integer.toString(value), "is not 0 or 1, as a truth value is");
        }
        if (!copiedNull(rows, value == 0, vector, row)) {
            vector.setSafe(row, value);
        }
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return ((BitVector) vector).get(row) != 0;
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        ((BitVector) vector).setSafe(row, (Boolean) value ? 1 : 0);
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType type, int parameter) {
        BitVector bits = (BitVector) vector;
        return (insert, row) -> insert.setBoolean(parameter, bits.get(row) != 0);
    }
}

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
        super(new ArrowType.Bool());
    }

    /** Several bits are no truth value. */
    @Override
    SqlType in(JdbcColumn column) {
        boolean oneBit = column.jdbcType() == Types.BIT && column.precision() <= 1 && !column.isText();
        return column.jdbcType() == Types.BOOLEAN || oneBit ? SqlType.BOOLEAN : null;
    }

    @Override
    Set<String> elementNames() {
        return Set.of("bool");
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        BitVector bits = (BitVector) vector;
        if (source == JdbcSource.LENIENT) {
            return (rows, row) -> readNumber(rows, column, bits, row);
        }
        return (rows, row) -> {
            boolean value = rows.getBoolean(column);
            if (!value && rows.wasNull()) {
                bits.setNull(row);
            } else {
                bits.setSafe(row, value ? 1 : 0);
            }
        };
    }

    private static void readNumber(ResultSet rows, int column, BitVector vector, int row) throws SQLException {
        int value = rows.getInt(column);
        if (value == 0 && rows.wasNull()) {
            vector.setNull(row);
        } else if (value == 0 || value == 1) {
            vector.setSafe(row, value);
        } else {
            throw new UnfitValueException(Integer.toString(value), "is not 0 or 1, as a truth value is");
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
    int jdbcType() {
        return Types.BOOLEAN;
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType type, int parameter) {
        BitVector bits = (BitVector) vector;
        return (insert, row) -> insert.setBoolean(parameter, bits.get(row) != 0);
    }
}

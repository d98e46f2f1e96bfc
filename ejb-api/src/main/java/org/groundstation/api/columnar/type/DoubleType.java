package org.groundstation.api.columnar.type;

import java.sql.Types;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** Binary fractions of 64 bits. */
final class DoubleType extends ColumnType {
    static final DoubleType INSTANCE = new DoubleType();

    private DoubleType() {
        super(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
    }

    /** PostgreSQL's driver says that money is one, and cannot read it so. */
    @Override
    SqlType in(JdbcColumn column) {
        boolean fraction = column.jdbcType() == Types.DOUBLE || column.jdbcType() == Types.FLOAT;
        return fraction && !column.isFloatingDecimal() && !column.named("money") ? SqlType.DOUBLE : null;
    }

    @Override
    Set<String> elementNames() {
        return Set.of("float8");
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        Float8Vector numbers = (Float8Vector) vector;
        return (rows, row) -> {
            double value = rows.getDouble(column);
            if (value == 0 && rows.wasNull()) {
                numbers.setNull(row);
            } else {
                numbers.setSafe(row, value);
            }
        };
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return vector.getObject(row);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        ((Float8Vector) vector).setSafe(row, ((Number) value).doubleValue());
    }

    @Override
    int jdbcType() {
        return Types.DOUBLE;
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType type, int parameter) {
        Float8Vector numbers = (Float8Vector) vector;
        return (insert, row) -> insert.setDouble(parameter, numbers.get(row));
    }
}

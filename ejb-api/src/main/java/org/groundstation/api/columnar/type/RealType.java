package org.groundstation.api.columnar.type;

import java.sql.Types;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** Binary fractions of 32 bits. */
final class RealType extends ColumnType {
    static final RealType INSTANCE = new RealType();

    private RealType() {
        super(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
    }

    @Override
    SqlType in(JdbcColumn column) {
        return column.jdbcType() == Types.REAL && !column.isFloatingDecimal() ? SqlType.REAL : null;
    }

    @Override
    Set<String> elementNames() {
        return Set.of("float4");
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        Float4Vector numbers = (Float4Vector) vector;
        return (rows, row) -> {
            float value = rows.getFloat(column);
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
        ((Float4Vector) vector).setSafe(row, ((Number) value).floatValue());
    }

    @Override
    int jdbcType() {
        return Types.REAL;
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType type, int parameter) {
        Float4Vector numbers = (Float4Vector) vector;
        return (insert, row) -> insert.setFloat(parameter, numbers.get(row));
    }
}

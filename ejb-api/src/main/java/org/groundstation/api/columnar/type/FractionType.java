package org.groundstation.api.columnar.type;

import java.sql.Types;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** Binary fractions of 32 and 64 bits. */
final class FractionType extends ColumnType {
    static final FractionType REAL = new FractionType(SqlType.REAL, FloatingPointPrecision.SINGLE, Set.of(Types.REAL), Types.REAL, "float4",
            Float.class, float.class);
    static final FractionType DOUBLE = new FractionType(SqlType.DOUBLE, FloatingPointPrecision.DOUBLE, Set.of(Types.DOUBLE, Types.FLOAT), Types.DOUBLE,
            "float8", Double.class, double.class);

    private final SqlType type;
    private final Set<Integer> read;

    private FractionType(SqlType type, FloatingPointPrecision precision, Set<Integer> read, int jdbcType, String elementName, Class<?>... javaClasses) {
        super(new ArrowType.FloatingPoint(precision), jdbcType, Set.of(elementName), javaClasses);
        this.type = type;
        this.read = read;
    }

    /** PostgreSQL's driver says that money is one, and cannot read it so. */
    @Override
    SqlType in(JdbcColumn column) {
        return read.contains(column.jdbcType()) && !column.isFloatingDecimal() && !column.named("money") ? type : null;
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        if (vector instanceof Float8Vector v) {
            return (rows, row) -> {
                double value = rows.getDouble(column);
                if (!copiedNull(rows, value == 0, v, row)) {
                    v.setSafe(row, value);
                }
            };
        }
        Float4Vector v = (Float4Vector) vector;
        return (rows, row) -> {
            float value = rows.getFloat(column);
            if (!copiedNull(rows, value == 0, v, row)) {
                v.setSafe(row, value);
            }
        };
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return vector.getObject(row);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        if (vector instanceof Float8Vector v) {
            v.setSafe(row, ((Number) value).doubleValue());
        } else {
            ((Float4Vector) vector).setSafe(row, ((Number) value).floatValue());
        }
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType declared, int parameter) {
        if (vector instanceof Float8Vector v) {
            return (insert, row) -> insert.setDouble(parameter, v.get(row));
        }
        Float4Vector v = (Float4Vector) vector;
        return (insert, row) -> insert.setFloat(parameter, v.get(row));
    }
}

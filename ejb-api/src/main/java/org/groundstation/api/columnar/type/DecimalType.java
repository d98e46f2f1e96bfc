package org.groundstation.api.columnar.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Types;
import java.util.Set;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** decimal(p, s) of up to 38 digits, also MariaDB's whole numbers of 64 bits without a sign. */
final class DecimalType extends ColumnType {
    static final DecimalType INSTANCE = new DecimalType();

    private static final int MAX_PRECISION = 38;
    private static final int BITS = 128;
    private static final int UNSIGNED_DIGITS = 20;

    /** Elements with digits are looked up by {@link ArrayType}; a BigDecimal's digits are its own. */
    private DecimalType() {
        super(null, Types.DECIMAL, Set.of());
    }

    @Override
    public ArrowType arrowType(SqlType type) {
        return new ArrowType.Decimal(type.precision(), type.scale(), BITS);
    }

    @Override
    SqlType in(JdbcColumn column) {
        if (column.isUnsigned()) {
            return column.jdbcType() == Types.BIGINT ? SqlType.decimal(UNSIGNED_DIGITS, 0)
                    : isExact(column) && fits(column) ? SqlType.decimal(column.precision(), column.scale()) : null;
        }
        return isExact(column) && fits(column) ? SqlType.decimal(column.precision(), column.scale()) : null;
    }

    static boolean isExact(JdbcColumn column) {
        return column.jdbcType() == Types.DECIMAL || column.jdbcType() == Types.NUMERIC;
    }

    /** Whether digits and scale, of the column or its elements, are those of a decimal. */
    static boolean fits(JdbcColumn column) {
        return column.precision() >= 1 && column.precision() <= MAX_PRECISION && column.scale() >= 0
                && column.scale() <= column.precision() && !column.isFloatingDecimal();
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        DecimalVector decimals = (DecimalVector) vector;
        return (rows, row) -> {
            BigDecimal value = rows.getBigDecimal(column);
            if (value == null) {
                decimals.setNull(row);
            } else if (!set(decimals, row, value)) {
                throw new UnfitValueException(value.toString(), "does not fit " + typeOf(decimals));
            }
        };
    }

    /** The vector's type as SQL writes it. */
    static String typeOf(DecimalVector vector) {
        return "decimal(" + vector.getPrecision() + "," + vector.getScale() + ")";
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return vector.getObject(row);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        if (!set((DecimalVector) vector, row, number(value))) {
            throw new ArithmeticException("too many digits");
        }
    }

    /** @return whether it fits */
    private static boolean set(DecimalVector vector, int row, BigDecimal value) {
        BigDecimal scaled = value;
        if (value.scale() != vector.getScale()) {
            // a number with an exponent could ask for more digits than there is memory
            if (value.signum() != 0 && (long) value.precision() - value.scale() > MAX_PRECISION) {
                return false;
            }
            try {
                scaled = value.setScale(vector.getScale(), RoundingMode.UNNECESSARY);
            } catch (ArithmeticException rounding) {
                return false;
            }
        }
        if (scaled.precision() > vector.getPrecision()) {
            return false;
        }
        vector.setSafe(row, scaled);
        return true;
    }

    static BigDecimal number(Object value) {
        return value instanceof BigDecimal decimal ? decimal
                : value instanceof BigInteger whole ? new BigDecimal(whole)
                        : value instanceof Double || value instanceof Float ? BigDecimal.valueOf(((Number) value).doubleValue())
                                : BigDecimal.valueOf(((Number) value).longValue());
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType type, int parameter) {
        DecimalVector decimals = (DecimalVector) vector;
        return (insert, row) -> insert.setBigDecimal(parameter, decimals.getObject(row));
    }
}

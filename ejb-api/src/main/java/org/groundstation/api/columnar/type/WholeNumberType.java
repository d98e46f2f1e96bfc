package org.groundstation.api.columnar.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Types;
import java.util.Set;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;

/** Whole numbers of 8, 16, 32 and 64 bits; those without a sign are the next wider ones. */
final class WholeNumberType extends ColumnType {
    static final WholeNumberType TINYINT = new WholeNumberType(SqlType.TINYINT, Byte.SIZE, Types.TINYINT, null, Set.of(),
            Byte.class, byte.class);
    static final WholeNumberType SMALLINT = new WholeNumberType(SqlType.SMALLINT, Short.SIZE, Types.SMALLINT, TINYINT, Set.of("int2"),
            Short.class, short.class);
    static final WholeNumberType INTEGER = new WholeNumberType(SqlType.INTEGER, Integer.SIZE, Types.INTEGER, SMALLINT, Set.of("int4"),
            Integer.class, int.class);
    static final WholeNumberType BIGINT = new WholeNumberType(SqlType.BIGINT, Long.SIZE, Types.BIGINT, INTEGER, Set.of("int8"),
            Long.class, long.class);

    private final SqlType type;
    private final int jdbcType;
    private final WholeNumberType narrower;

    private WholeNumberType(SqlType type, int bits, int jdbcType, WholeNumberType narrower, Set<String> elementNames, Class<?>... javaClasses) {
        // PostgreSQL's driver takes no NULL of the type of 8 bits
        super(new ArrowType.Int(bits, true), jdbcType == Types.TINYINT ? Types.SMALLINT : jdbcType, elementNames, javaClasses);
        this.type = type;
        this.jdbcType = jdbcType;
        this.narrower = narrower;
    }

    @Override
    SqlType in(JdbcColumn column) {
        boolean same = column.jdbcType() == jdbcType && !column.isUnsigned();
        boolean unsigned = column.isUnsigned() && narrower != null && column.jdbcType() == narrower.jdbcType;
        return same || unsigned ? type : null;
    }

    @Override
    public CellReader reader(FieldVector vector, int column, JdbcSource source) {
        if (vector instanceof BigIntVector v) {
            return (rows, row) -> {
                long value = rows.getLong(column);
                if (!copiedNull(rows, value == 0, v, row)) {
                    v.setSafe(row, value);
                }
            };
        }
        if (vector instanceof IntVector v) {
            return (rows, row) -> {
                int value = rows.getInt(column);
                if (!copiedNull(rows, value == 0, v, row)) {
                    v.setSafe(row, value);
                }
            };
        }
        if (vector instanceof SmallIntVector v) {
            return (rows, row) -> {
                int value = rows.getShort(column);
                if (!copiedNull(rows, value == 0, v, row)) {
                    v.setSafe(row, value);
                }
            };
        }
        TinyIntVector tiny = (TinyIntVector) vector;
        return (rows, row) -> {
            short value = rows.getShort(column); // not getByte: some databases have it without a sign, and wrap
            if (!copiedNull(rows, value == 0, tiny, row)) {
                tiny.setSafe(row, within(value, Byte.MIN_VALUE, Byte.MAX_VALUE));
            }
        };
    }

    @Override
    public Object get(FieldVector vector, int row) {
        return vector.getObject(row);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        long number = whole(value);
        if (vector instanceof BigIntVector v) {
            v.setSafe(row, number);
        } else if (vector instanceof IntVector v) {
            v.setSafe(row, Math.toIntExact(number));
        } else if (vector instanceof SmallIntVector v) {
            v.setSafe(row, within(number, Short.MIN_VALUE, Short.MAX_VALUE));
        } else {
            ((TinyIntVector) vector).setSafe(row, within(number, Byte.MIN_VALUE, Byte.MAX_VALUE));
        }
    }

    private static long whole(Object value) {
        return value instanceof BigDecimal decimal ? decimal.longValueExact()
                : value instanceof BigInteger number ? number.longValueExact()
                        : value instanceof Double || value instanceof Float ? BigDecimal.valueOf(((Number) value).doubleValue()).longValueExact()
                                : ((Number) value).longValue();
    }

    private static int within(long value, int least, int most) {
        if (value < least || value > most) {
            throw new ArithmeticException("out of range");
        }
        return (int) value;
    }

    @Override
    CellBinder valueBinder(FieldVector vector, SqlType declared, int parameter) {
        if (vector instanceof BigIntVector v) {
            return (insert, row) -> insert.setLong(parameter, v.get(row));
        }
        if (vector instanceof IntVector v) {
            return (insert, row) -> insert.setInt(parameter, v.get(row));
        }
        if (vector instanceof SmallIntVector v) {
            return (insert, row) -> insert.setShort(parameter, v.get(row));
        }
        TinyIntVector tiny = (TinyIntVector) vector;
        return (insert, row) -> insert.setShort(parameter, tiny.get(row));
    }
}

package org.groundstation.api.columnar.type;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.groundstation.api.SqlType;
import org.groundstation.api.SqlType.Kind;

/**
 * What Groundstation knows of one kind of SQL type: its Arrow type, its columns in JDBC, and how its values get from and into
 * vectors. Stateless and thread-safe; precision, scale and elements are those of the {@link SqlType} or the vector that a method gets.
 * What a single database adds is in that database's package.
 */
public abstract class ColumnType {
    private static final long NANOS_OF_MICRO = 1_000;
    private static final long MICROS_OF_SECOND = 1_000_000;

    private final ArrowType arrowType;
    private final int jdbcType;
    private final Set<String> elementNames;
    private final Set<Class<?>> javaClasses;

    /**
     * @param arrowType of all its columns, or null when it depends on the {@link SqlType}
     * @param jdbcType one of {@link java.sql.Types}, for {@link PreparedStatement#setNull}
     * @param elementNames names that PostgreSQL has for elements of this kind, with an underscore before them the names of their arrays
     * @param javaClasses whose values are of this kind whatever the value; no class has two
     */
    ColumnType(ArrowType arrowType, int jdbcType, Set<String> elementNames, Class<?>... javaClasses) {
        this.arrowType = arrowType;
        this.jdbcType = jdbcType;
        this.elementNames = elementNames;
        this.javaClasses = Set.of(javaClasses);
    }

    /** What is known of a kind. */
    public static ColumnType of(Kind kind) {
        return switch (kind) {
            case BOOLEAN -> BooleanType.INSTANCE;
            case TINYINT -> WholeNumberType.TINYINT;
            case SMALLINT -> WholeNumberType.SMALLINT;
            case INTEGER -> WholeNumberType.INTEGER;
            case BIGINT -> WholeNumberType.BIGINT;
            case REAL -> FractionType.REAL;
            case DOUBLE -> FractionType.DOUBLE;
            case DECIMAL -> DecimalType.INSTANCE;
            case VARCHAR -> TextType.INSTANCE;
            case VARBINARY -> BinaryType.INSTANCE;
            case DATE -> DateType.INSTANCE;
            case TIME -> TimeType.INSTANCE;
            case TIMESTAMP -> TimestampType.INSTANCE;
            case TIMESTAMP_TZ -> TimestampTzType.INSTANCE;
            case UUID -> UuidType.INSTANCE;
            case NUMERIC -> NumericType.INSTANCE;
            case JSON -> JsonType.INSTANCE;
            case INTERVAL -> IntervalType.INSTANCE;
            case ARRAY -> ArrayType.INSTANCE;
        };
    }

    /**
     * The type of the values in a vector. Text is VARCHAR unless the field's metadata says that it is numbers.
     *
     * @throws ClassCastException for a vector that no type has
     */
    public static ColumnType of(FieldVector vector) {
        return switch (vector.getMinorType()) {
            case BIT -> BooleanType.INSTANCE;
            case TINYINT -> WholeNumberType.TINYINT;
            case SMALLINT -> WholeNumberType.SMALLINT;
            case INT -> WholeNumberType.INTEGER;
            case BIGINT -> WholeNumberType.BIGINT;
            case FLOAT4 -> FractionType.REAL;
            case FLOAT8 -> FractionType.DOUBLE;
            case DECIMAL -> DecimalType.INSTANCE;
            case VARCHAR -> SqlType.isNumeric(vector.getField()) ? NumericType.INSTANCE : TextType.INSTANCE;
            case VARBINARY -> BinaryType.INSTANCE;
            case DATEDAY -> DateType.INSTANCE;
            case TIMEMICRO -> TimeType.INSTANCE;
            case TIMESTAMPMICRO -> TimestampType.INSTANCE;
            case TIMESTAMPMICROTZ -> TimestampTzType.INSTANCE;
            case INTERVALMONTHDAYNANO -> IntervalType.INSTANCE;
            case LIST -> ArrayType.INSTANCE;
            default -> throw new ClassCastException("no conversion");
        };
    }

    /**
     * The type of a column of JDBC.
     *
     * @return empty when the type cannot be sent to a script
     */
    public static Optional<SqlType> ofJdbc(JdbcColumn column) {
        for (Kind kind : Kind.values()) {
            SqlType type = of(kind).in(column);
            if (type != null) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * The type of the values of a Java class, for records and their lists. BigDecimal is {@code numeric}: each value has a scale of its own.
     *
     * @return empty when the class says too little, as {@code List} does, or has no SQL type
     */
    public static Optional<SqlType> ofJava(Class<?> values) {
        for (Kind kind : Kind.values()) {
            if (of(kind).javaClasses.contains(values)) {
                return Optional.of(new SqlType(kind, 0, 0));
            }
        }
        return Optional.empty();
    }

    /** The Arrow type that carries a type of this kind. */
    public ArrowType arrowType(SqlType type) {
        return arrowType;
    }

    /** The type, if the column has this kind; else null. No column has two. */
    abstract SqlType in(JdbcColumn column);

    /** Whether PostgreSQL calls elements of this kind so. */
    final boolean isElement(String name) {
        return elementNames.contains(name);
    }

    /**
     * Reads a column of a result.
     *
     * @param vector of the kind's Arrow type
     * @param column from 1
     */
    public abstract CellReader reader(FieldVector vector, int column, JdbcSource source);

    /** The value of a cell that is not NULL, of the class that {@link org.groundstation.api.Row} names. */
    public abstract Object get(FieldVector vector, int row);

    /**
     * Sets a cell, growing the vector when needed.
     *
     * @param value not null
     * @throws ClassCastException for a class that has no values of this kind
     * @throws ArithmeticException when the value does not fit exactly
     */
    public abstract void set(FieldVector vector, int row, Object value);

    /** Binds values that are not NULL: as objects, unless the kind has something faster or its driver wants something else. */
    CellBinder valueBinder(FieldVector vector, SqlType type, int parameter) {
        return (insert, row) -> insert.setObject(parameter, get(vector, row));
    }

    /**
     * Binds a parameter of an insert.
     *
     * @param type of this kind, as the result schema declares it
     * @param parameter from 1
     */
    public final CellBinder binder(FieldVector vector, SqlType type, int parameter) {
        CellBinder value = valueBinder(vector, type, parameter);
        return vector.getNullCount() == 0 ? value : (insert, row) -> {
            if (vector.isNull(row)) {
                insert.setNull(parameter, jdbcType);
            } else {
                value.bind(insert, row);
            }
        };
    }

    /**
     * What is wrong with the values of a column that somebody else made, for example {@code has a time outside of the day}.
     *
     * @return null when every value is one; any bytes are, of most kinds
     */
    public String fault(RawColumn column) {
        return null;
    }

    /**
     * Copies NULL where that is what the driver's zero stands for.
     *
     * @param zero whether the driver has just returned zero for the value at the cursor
     * @return whether it was NULL; else there is a number to be copied
     */
    static boolean copiedNull(ResultSet rows, boolean zero, FieldVector vector, int row) throws SQLException {
        if (zero && rows.wasNull()) {
            vector.setNull(row);
            return true;
        }
        return false;
    }

    /** The value at the cursor as the database writes it, for a message; what else is known of it when that cannot be had. */
    static String text(ResultSet rows, int column, Object known) {
        try {
            String text = rows.getString(column);
            return text == null ? String.valueOf(known) : text;
        } catch (SQLException | RuntimeException unreadable) {
            return String.valueOf(known);
        }
    }

    /** Microseconds since the epoch. @throws ArithmeticException for parts of one, and beyond 64 bits */
    static long micros(long epochSecond, int nano) {
        return Math.addExact(Math.multiplyExact(epochSecond, MICROS_OF_SECOND), wholeMicros(nano));
    }

    /** @throws ArithmeticException for parts of a microsecond */
    static long wholeMicros(long nanos) {
        if (nanos % NANOS_OF_MICRO != 0) {
            throw new ArithmeticException("parts of a microsecond");
        }
        return nanos / NANOS_OF_MICRO;
    }
}

package org.groundstation.api;

import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * A SQL type that columns and parameters can have, and its one Arrow counterpart.
 *
 * @param kind the type's name
 * @param precision digits of a {@link Kind#DECIMAL}, 1 to 38; 0 for every other kind
 * @param scale digits of a {@link Kind#DECIMAL} after the point, 0 to {@code precision}; 0 for every other kind
 * @param element what an {@link Kind#ARRAY} holds, itself no array; null for every other kind
 */
public record SqlType(Kind kind, int precision, int scale, SqlType element) implements java.io.Serializable {
    public static final SqlType BOOLEAN = new SqlType(Kind.BOOLEAN, 0, 0);
    public static final SqlType TINYINT = new SqlType(Kind.TINYINT, 0, 0);
    public static final SqlType SMALLINT = new SqlType(Kind.SMALLINT, 0, 0);
    public static final SqlType INTEGER = new SqlType(Kind.INTEGER, 0, 0);
    public static final SqlType BIGINT = new SqlType(Kind.BIGINT, 0, 0);
    public static final SqlType REAL = new SqlType(Kind.REAL, 0, 0);
    public static final SqlType DOUBLE = new SqlType(Kind.DOUBLE, 0, 0);
    public static final SqlType VARCHAR = new SqlType(Kind.VARCHAR, 0, 0);
    public static final SqlType VARBINARY = new SqlType(Kind.VARBINARY, 0, 0);
    public static final SqlType DATE = new SqlType(Kind.DATE, 0, 0);
    public static final SqlType TIME = new SqlType(Kind.TIME, 0, 0);
    public static final SqlType TIMESTAMP = new SqlType(Kind.TIMESTAMP, 0, 0);
    public static final SqlType TIMESTAMP_TZ = new SqlType(Kind.TIMESTAMP_TZ, 0, 0);
    public static final SqlType UUID = new SqlType(Kind.UUID, 0, 0);
    public static final SqlType NUMERIC = new SqlType(Kind.NUMERIC, 0, 0);
    public static final SqlType JSON = new SqlType(Kind.JSON, 0, 0);
    public static final SqlType INTERVAL = new SqlType(Kind.INTERVAL, 0, 0);

    private static final int MAX_PRECISION = 38;
    /** The key of a field's metadata that tells what the text in a column is: numeric, uuid or json. */
    private static final String MARK = "sql";
    /** What PostgreSQL's arrays hold, by its own name; numeric has digits besides. */
    private static final Map<String, SqlType> POSTGRES_ELEMENTS = Map.ofEntries(Map.entry("_bool", BOOLEAN), Map.entry("_int2", SMALLINT),
            Map.entry("_int4", INTEGER), Map.entry("_int8", BIGINT), Map.entry("_float4", REAL), Map.entry("_float8", DOUBLE),
            Map.entry("_text", VARCHAR), Map.entry("_varchar", VARCHAR), Map.entry("_bpchar", VARCHAR), Map.entry("_name", VARCHAR),
            Map.entry("_bytea", VARBINARY), Map.entry("_date", DATE), Map.entry("_time", TIME), Map.entry("_timestamp", TIMESTAMP),
            Map.entry("_timestamptz", TIMESTAMP_TZ), Map.entry("_uuid", UUID), Map.entry("_json", JSON), Map.entry("_jsonb", JSON),
            Map.entry("_interval", INTERVAL));
    /** What a list's child is called; the satellite calls it so too. */
    private static final String ITEM = "item";

    /**
     * The names, with the Arrow type behind each: times and timestamps in microseconds; intervals as months, days and
     * nanoseconds that are whole microseconds; as text UUID, JSON, and decimals without limits, which fit no Arrow number.
     */
    public enum Kind {
        BOOLEAN("boolean", new ArrowType.Bool()),
        TINYINT("tinyint", new ArrowType.Int(8, true)),
        SMALLINT("smallint", new ArrowType.Int(16, true)),
        INTEGER("integer", new ArrowType.Int(32, true)),
        BIGINT("bigint", new ArrowType.Int(64, true)),
        REAL("real", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
        DOUBLE("double precision", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
        DECIMAL("decimal", null),
        VARCHAR("varchar", new ArrowType.Utf8()),
        VARBINARY("varbinary", new ArrowType.Binary()),
        DATE("date", new ArrowType.Date(DateUnit.DAY)),
        TIME("time", new ArrowType.Time(TimeUnit.MICROSECOND, 64)),
        TIMESTAMP("timestamp", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
        TIMESTAMP_TZ("timestamp with time zone", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC")),
        UUID("uuid", new ArrowType.Utf8()),
        NUMERIC("numeric", new ArrowType.Utf8()),
        JSON("json", new ArrowType.Utf8()),
        INTERVAL("interval", new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO)),
        ARRAY("array", new ArrowType.List());

        private final String sqlName;
        private final ArrowType arrowType;

        Kind(String sqlName, ArrowType arrowType) {
            this.sqlName = sqlName;
            this.arrowType = arrowType;
        }
    }

    /**
     * @throws GroundstationException {@link ErrorCode#SCRIPT_INVALID} for a precision or scale out of range, and for arrays of
     *         arrays
     */
    public SqlType {
        boolean decimal = kind == Kind.DECIMAL;
        if (decimal ? precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision
                : precision != 0 || scale != 0) {
            throw new GroundstationException(ErrorCode.SCRIPT_INVALID,
                    kind + "(" + precision + "," + scale + ") is not a type; a decimal has 1 to 38 digits");
        }
        if (kind == Kind.ARRAY ? element == null || element.kind == Kind.ARRAY : element != null) {
            throw new GroundstationException(ErrorCode.SCRIPT_INVALID, kind + " of " + element + " is not a type; arrays have one dimension");
        }
    }

    /** A type that is no array. */
    public SqlType(Kind kind, int precision, int scale) {
        this(kind, precision, scale, null);
    }

    /** An array of one dimension; it and its elements may be NULL. */
    public static SqlType array(SqlType element) {
        return new SqlType(Kind.ARRAY, 0, 0, element);
    }

    /** A decimal of {@code precision} digits, {@code scale} of them after the point. */
    public static SqlType decimal(int precision, int scale) {
        return new SqlType(Kind.DECIMAL, precision, scale);
    }

    /**
     * Reads a type as SQL writes it: {@code bigint}, {@code decimal(10,2)}, {@code varchar(20)}, {@code double precision},
     * {@code text[]}, {@code integer array}, with the names of PostgreSQL, SQL Server, MariaDB, Oracle and H2. A length is
     * accepted and ignored: values are never cut.
     *
     * @throws GroundstationException {@link ErrorCode#SCRIPT_INVALID} for an unknown name, saying which type to use
     */
    public static SqlType parse(String text) {
        return SchemaParser.type(text);
    }

    /**
     * The type of a JDBC column.
     *
     * @param jdbcType one of {@link Types}
     * @param typeName the database's own name for it
     * @param precision decimal digits, those of its elements for an array, as JDBC metadata reports them; out of 1 to 38 means
     *        unconstrained
     * @return empty when the type cannot be sent to a script
     */
    public static Optional<SqlType> ofJdbc(int jdbcType, String typeName, int precision, int scale) {
        return Optional.ofNullable(typeName.endsWith(" UNSIGNED") ? unsigned(jdbcType) : switch (jdbcType) {
            case Types.BOOLEAN -> BOOLEAN;
            case Types.BIT -> precision > 1 ? null : BOOLEAN; // several bits are no truth value
            case Types.TINYINT -> TINYINT;
            case Types.SMALLINT -> SMALLINT;
            case Types.INTEGER -> INTEGER;
            case Types.BIGINT -> BIGINT;
            case Types.REAL -> REAL;
            case Types.DOUBLE, Types.FLOAT -> DOUBLE;
            case Types.DECIMAL, Types.NUMERIC -> decimalOrNumeric(precision, scale);
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR, Types.LONGNVARCHAR, Types.CLOB, Types.NCLOB -> VARCHAR;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> "uuid".equalsIgnoreCase(typeName) ? UUID : VARBINARY;
            case Types.DATE -> DATE;
            case Types.TIME -> TIME;
            case Types.TIMESTAMP -> "timestamptz".equalsIgnoreCase(typeName) ? TIMESTAMP_TZ : TIMESTAMP;
            case Types.TIMESTAMP_WITH_TIMEZONE -> TIMESTAMP_TZ;
            case Types.OTHER -> "uuid".equalsIgnoreCase(typeName) ? UUID : "interval".equals(typeName) ? INTERVAL
                    : "json".equalsIgnoreCase(typeName) || "jsonb".equalsIgnoreCase(typeName) ? JSON : null;
            case Types.ARRAY -> jdbcArray(typeName, precision, scale);
            default -> null;
        });
    }

    /** MariaDB's whole numbers without a sign, which JDBC reports as if they had one. */
    private static SqlType unsigned(int jdbcType) {
        return switch (jdbcType) {
            case Types.TINYINT -> SMALLINT;
            case Types.SMALLINT -> INTEGER;
            case Types.INTEGER -> BIGINT;
            case Types.BIGINT -> decimal(20, 0);
            default -> null;
        };
    }

    private static SqlType decimalOrNumeric(int precision, int scale) {
        return precision >= 1 && precision <= MAX_PRECISION && scale >= 0 && scale <= precision ? decimal(precision, scale) : NUMERIC;
    }

    /** PostgreSQL names an array after its elements, with an underscore before; H2 writes it as SQL does. */
    private static SqlType jdbcArray(String typeName, int precision, int scale) {
        if (typeName.equals("_numeric")) {
            return array(decimalOrNumeric(precision, scale));
        }
        if (POSTGRES_ELEMENTS.containsKey(typeName)) {
            return array(POSTGRES_ELEMENTS.get(typeName));
        }
        try {
            return typeName.contains(" ARRAY") ? parse(typeName) : null;
        } catch (GroundstationException unknown) {
            return null;
        }
    }

    /**
     * The SQL type behind an Arrow field, as rows and parameters report it.
     *
     * @return empty for Arrow types without a SQL counterpart here, and for lists of lists
     */
    public static Optional<SqlType> ofArrow(Field field) {
        return field.getType() instanceof ArrowType.List && field.getChildren().size() == 1
                ? ofArrow(field.getChildren().get(0).getType()).map(SqlType::array) : ofArrow(field.getType());
    }

    private static Optional<SqlType> ofArrow(ArrowType type) {
        if (type instanceof ArrowType.Decimal decimal) {
            return decimal.getScale() >= 0 && decimal.getBitWidth() == 128
                    ? Optional.of(decimal(decimal.getPrecision(), decimal.getScale())) : Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.ARRAY && type.equals(kind.arrowType)) {
                return Optional.of(new SqlType(kind, 0, 0));
            }
        }
        return Optional.empty();
    }

    /** Whether the text in a column is decimals without limits. */
    public static boolean isNumeric(Field field) {
        return Kind.NUMERIC.sqlName.equals(field.getMetadata().get(MARK));
    }

    /** The Arrow type that carries this type. */
    public ArrowType arrowType() {
        return kind == Kind.DECIMAL ? new ArrowType.Decimal(precision, scale, 128) : kind.arrowType;
    }

    /** An Arrow field of this type. */
    public Field arrowField(String name, boolean nullable) {
        boolean marked = kind == Kind.NUMERIC || kind == Kind.UUID || kind == Kind.JSON;
        return new Field(name, new FieldType(nullable, arrowType(), null, marked ? Map.of(MARK, kind.sqlName) : null),
                kind == Kind.ARRAY ? List.of(element.arrowField(ITEM, true)) : null);
    }

    /** The type as SQL writes it; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return switch (kind) {
            case DECIMAL -> "decimal(" + precision + "," + scale + ")";
            case ARRAY -> element + "[]";
            default -> kind.sqlName;
        };
    }
}

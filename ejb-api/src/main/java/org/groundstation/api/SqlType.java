package org.groundstation.api;

import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.groundstation.api.columnar.type.ColumnType;
import org.groundstation.api.columnar.type.JdbcColumn;

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
    /** What a list's child is called; the satellite calls it so too. */
    private static final String ITEM = "item";

    /** The names; {@link ColumnType} has the rest. */
    public enum Kind {
        BOOLEAN("boolean"),
        TINYINT("tinyint"),
        SMALLINT("smallint"),
        INTEGER("integer"),
        BIGINT("bigint"),
        REAL("real"),
        DOUBLE("double precision"),
        DECIMAL("decimal"),
        VARCHAR("varchar"),
        VARBINARY("varbinary"),
        DATE("date"),
        TIME("time"),
        TIMESTAMP("timestamp"),
        TIMESTAMP_TZ("timestamp with time zone"),
        UUID("uuid"),
        NUMERIC("numeric"),
        JSON("json"),
        INTERVAL("interval"),
        ARRAY("array");

        private final String sqlName;

        Kind(String sqlName) {
            this.sqlName = sqlName;
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
        return ColumnType.ofJdbc(new JdbcColumn(jdbcType, typeName, precision, scale));
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
            if (kind != Kind.ARRAY && kind != Kind.DECIMAL && type.equals(ColumnType.of(kind).arrowType(new SqlType(kind, 0, 0)))) {
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
        return ColumnType.of(kind).arrowType(this);
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

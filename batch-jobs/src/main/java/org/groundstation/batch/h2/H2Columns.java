package org.groundstation.batch.h2;

import java.sql.Types;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.type.JdbcColumn;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Comparison;
import org.groundstation.batch.rows.Limits;
import org.groundstation.batch.rows.Storage;
import org.groundstation.batch.rows.Storage.Digits;

/** What H2 keeps of values of a column's type. */
final class H2Columns {
    /** The digits that decfloat has at most; it takes any number then. */
    private static final int MOST_DIGITS = 100_000;
    private static final Pattern LENGTH = Pattern.compile("\\((\\d+)\\)");

    private H2Columns() {
    }

    static Column of(Column column) {
        return column.keeping(column.type().flatMap(type -> storage(type, column.jdbc()))).compared(comparison(column));
    }

    /** A text that it is compared with would be of another type, with an order of its own. */
    private static Comparison comparison(Column column) {
        String type = column.jdbc().typeName();
        return type.startsWith("ENUM(") || type.equals("VARCHAR_IGNORECASE") ? Comparison.with("cast(%s as " + type + ")")
                : type.equals("CHARACTER") ? Comparison.with("cast(%s as character(" + column.jdbc().precision() + "))") : Comparison.PLAIN;
    }

    private static Optional<Storage> storage(SqlType type, JdbcColumn jdbc) {
        Storage every = Storage.of(type);
        return switch (type.kind()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, DATE, UUID, JSON -> Optional.of(every);
            case NUMERIC -> Optional.of(every.with(jdbc.typeName().startsWith("DECFLOAT") ? floating(jdbc.precision())
                    : Digits.of(jdbc.precision(), jdbc.scale())));
            // an enum stores its own spelling
            case VARCHAR -> jdbc.jdbcType() == Types.OTHER ? Optional.empty() : Optional.of(every.with(Limits.ofCharacters(jdbc.precision())));
            case VARBINARY -> Optional.of(jdbc.jdbcType() == Types.BINARY ? every.with(Limits.ofFilledBytes(jdbc.precision())) : every);
            case TIME, TIMESTAMP, TIMESTAMP_TZ -> Optional.of(every.with(Limits.ofSeconds(jdbc.scale())));
            case ARRAY -> elements(type.element(), every, jdbc.typeName());
            case INTERVAL -> Optional.empty();
        };
    }

    /** The type's name has the length of the elements. */
    private static Optional<Storage> elements(SqlType element, Storage every, String typeName) {
        Matcher length = LENGTH.matcher(typeName);
        int declared = length.find() ? Integer.parseInt(length.group(1)) : -1;
        return switch (element.kind()) {
            case TIME -> Optional.of(every.with(Limits.ofSeconds(Math.max(declared, 0))));
            case TIMESTAMP, TIMESTAMP_TZ -> Optional.of(declared < 0 ? every : every.with(Limits.ofSeconds(declared)));
            case VARCHAR -> Optional.of(declared < 0 ? every : every.with(Limits.ofCharacters(declared)));
            case NUMERIC -> Optional.of(declared < 0 ? every : every.with(floating(declared)));
            case VARBINARY -> Optional.of(declared < 0 || typeName.contains("VARYING") ? every : every.with(Limits.ofFilledBytes(declared)));
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, DATE, UUID, JSON -> Optional.of(every);
            case INTERVAL, ARRAY -> Optional.empty();
        };
    }

    private static Digits floating(int digits) {
        return digits >= MOST_DIGITS ? Digits.UNLIMITED : Digits.floating(digits);
    }
}

package org.groundstation.batch.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.type.JdbcColumn;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Comparison;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.rows.Limits;
import org.groundstation.batch.rows.Storage;
import org.groundstation.batch.rows.Storage.Digits;

/**
 * What PostgreSQL's catalog says of the columns of a table and JDBC's metadata does not: the type below a domain, and what the
 * modifier of a type keeps of its values.
 */
final class PostgresColumns {
    private static final String CATALOG = "with recursive base (attname, typ, typmod, domain) as (select attname, atttypid, atttypmod, false"
            + " from pg_catalog.pg_attribute where attrelid = ?::regclass and attnum > 0 and not attisdropped"
            + " union all select base.attname, t.typbasetype, t.typtypmod, true from base join pg_catalog.pg_type t on t.oid = base.typ"
            + " where t.typtype = 'd')"
            + " select b.attname, t.typname, t.typtype = 'e', n.nspname, e.typname, coalesce(e.typtype = 'e', false), b.typmod,"
            + " pg_catalog.format_type(b.typ, b.typmod), b.domain from base b"
            + " join pg_catalog.pg_type t on t.oid = b.typ and t.typtype <> 'd' join pg_catalog.pg_namespace n on n.oid = t.typnamespace"
            + " left join pg_catalog.pg_type e on e.oid = t.typelem and t.typcategory = 'A'";
    /** Types that are read as their text. */
    private static final Set<String> TEXTS = Set.of("citext", "inet", "cidr", "macaddr", "macaddr8", "bit", "varbit", "xml", "timetz");
    private static final String TEXT = "cast(%s as text)";
    /** A cast adds the length of the mask where the text of it has none, within arrays too. */
    private static final String INET_TEXT = "pg_catalog.textin(pg_catalog.inet_out(%s))";
    private static final String MONEY = "money";
    private static final int UNMODIFIED = -1;
    private static final int NAME_BYTES = 63;

    /** A type's name, its elements', and its modifier. */
    private record Declared(String type, boolean isEnum, String schema, String element, boolean elementIsEnum, int modifier, String label,
            boolean isDomain) {
        /** An operand of another type, or a domain, would choose other operators than the type's own, which its indexes have. */
        private Comparison comparison(Dialect dialect) {
            String cast = "cast(%s as " + dialect.quote(schema) + "." + dialect.quote(type) + ")";
            return new Comparison(isDomain ? cast : "%s", cast, true);
        }
    }

    private PostgresColumns() {
    }

    static List<Column> of(Connection connection, Dialect dialect, String table, List<Column> listed) throws SQLException {
        Map<String, Declared> declared = declared(connection, table);
        Map<String, JdbcColumn> described = described(connection, table);
        List<Column> columns = new ArrayList<>();
        for (Column column : listed) {
            JdbcColumn jdbc = described.get(column.name());
            Declared type = declared.get(column.name());
            columns.add(jdbc == null || type == null ? column
                    : column(Column.listed(column.name(), jdbc, column.nullable(), column.filledByDatabase()), type, dialect));
        }
        return columns;
    }

    private static Column column(Column column, Declared declared, Dialect dialect) {
        Column called = declared.modifier() == UNMODIFIED ? column : column.called(declared.label());
        boolean oneBit = declared.type().equals("bit") && declared.modifier() == 1;
        if (declared.element() != null && (TEXTS.contains(declared.element()) || declared.elementIsEnum())) {
            return called.sentAs(SqlType.array(SqlType.VARCHAR), "cast(cast(%s as text) as text[])");
        }
        if (MONEY.equals(declared.element())) {
            return called.sentAs(SqlType.array(SqlType.NUMERIC), "cast(%s as numeric[])");
        }
        if (declared.type().equals(MONEY)) {
            return called.sentAs(SqlType.NUMERIC, "cast(%s as numeric)");
        }
        if (declared.type().equals("citext")) {
            return called.sentAs(SqlType.VARCHAR, TEXT).keeping(Optional.of(Storage.of(SqlType.VARCHAR)))
                    .compared(declared.comparison(dialect));
        }
        if (TEXTS.contains(declared.type()) && !oneBit) {
            return called.sentAs(SqlType.VARCHAR, declared.type().equals("inet") ? INET_TEXT : TEXT);
        }
        Column keeping = called.keeping(column.type().filter(type -> !oneBit).flatMap(type -> storage(type, declared, dialect)));
        return oneBit ? keeping.unordered() : keeping.compared(declared.comparison(dialect));
    }

    private static Optional<Storage> storage(SqlType type, Declared declared, Dialect dialect) {
        String name = declared.element() == null ? declared.type() : declared.element();
        int modifier = declared.modifier();
        Storage every = Storage.of(type);
        SqlType.Kind kind = type.element() == null ? type.kind() : type.element().kind();
        return switch (kind) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, UUID, JSON, VARBINARY, DATE -> Optional.of(every);
            case DECIMAL, NUMERIC -> Optional.of(modifier == UNMODIFIED ? every : every.with(digits(modifier)));
            case VARCHAR -> text(every, name, declared, dialect);
            case TIME, TIMESTAMP, TIMESTAMP_TZ -> Optional.of(modifier == UNMODIFIED ? every : every.with(Limits.ofSeconds(modifier)));
            case INTERVAL -> interval(every, modifier);
            case ARRAY -> Optional.empty(); // they hold no arrays
        };
    }

    /** The modifier has precision and scale in its halves; a scale of 11 bits may be negative. */
    private static Digits digits(int modifier) {
        int bits = modifier - 4;
        return Digits.of(bits >> 16 & 0xffff, (bits & 0x7ff ^ 1024) - 1024);
    }

    private static Optional<Storage> text(Storage every, String name, Declared declared, Dialect dialect) {
        if (declared.isEnum()) {
            return Optional.of(every.writtenAs("cast(? as " + dialect.quote(declared.schema()) + "." + dialect.quote(declared.type()) + ")"));
        }
        return switch (name) {
            case "text" -> Optional.of(every);
            case "varchar", "bpchar" -> Optional.of(declared.modifier() == UNMODIFIED ? every
                    : every.with(Limits.ofCharacters(declared.modifier() - 4)));
            case "name" -> Optional.of(every.with(Limits.ofBytes(NAME_BYTES)));
            default -> Optional.empty(); // the internal type of one byte takes the first one
        };
    }

    /** The modifier has the fields in its upper half, and the digits of seconds in the lower one. */
    private static Optional<Storage> interval(Storage every, int modifier) {
        int allFields = 0x7fff;
        if (modifier == UNMODIFIED) {
            return Optional.of(every);
        }
        return (modifier >> 16 & allFields) == allFields ? Optional.of(every.with(Limits.ofSeconds(modifier & 0xffff))) : Optional.empty();
    }

    private static Map<String, Declared> declared(Connection connection, String table) throws SQLException {
        Map<String, Declared> columns = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(CATALOG)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.put(rows.getString(1), new Declared(rows.getString(2), rows.getBoolean(3), rows.getString(4), rows.getString(5),
                            rows.getBoolean(6), rows.getInt(7), rows.getString(8), rows.getBoolean(9)));
                }
            }
        }
        return columns;
    }

    /** A result has the types below domains. */
    private static Map<String, JdbcColumn> described(Connection connection, String table) throws SQLException {
        Map<String, JdbcColumn> columns = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("select * from " + table)) {
            ResultSetMetaData metadata = statement.getMetaData();
            for (int i = 1; i <= metadata.getColumnCount(); i++) {
                columns.put(metadata.getColumnName(i), new JdbcColumn(metadata.getColumnType(i), metadata.getColumnTypeName(i),
                        metadata.getPrecision(i), metadata.getScale(i)));
            }
        }
        return columns;
    }
}

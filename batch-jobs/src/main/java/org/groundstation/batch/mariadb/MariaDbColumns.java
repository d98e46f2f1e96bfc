package org.groundstation.batch.mariadb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.groundstation.api.SqlType;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Comparison;
import org.groundstation.batch.database.TableName;
import org.groundstation.batch.rows.Limits;
import org.groundstation.batch.rows.Storage;
import org.groundstation.batch.rows.Storage.Digits;

/** What MariaDB's catalog says of the columns of a table and JDBC's metadata does not: what a column keeps of its type's values. */
final class MariaDbColumns {
    private static final String CATALOG = "select column_name, column_type, data_type, datetime_precision, character_maximum_length, character_set_name,"
            + " collation_name"
            + " from information_schema.columns where table_schema = ? and table_name = ?";

    /** Nothing is tried again, as that takes a frame of the stack for each label. */
    private static final String LABEL = "'(?:[^'\\\\]|''|\\\\.)*+'";
    private static final Pattern ENUM = Pattern.compile("enum\\((" + LABEL + "(?:," + LABEL + ")*+)\\)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final String EXACT = " collate utf8mb4_nopad_bin";

    /** A type with its lengths, for example {@code float(7,2)}, and without; 0 where there are no seconds or no length. */
    private record Declared(String full, String type, int seconds, long length, String declaration, String charset, String collation) {
        private boolean hasDigits() {
            return full.contains("(");
        }
    }

    private MariaDbColumns() {
    }

    static List<Column> of(Connection connection, TableName table, List<Column> listed) throws SQLException {
        Map<String, Declared> declared = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(CATALOG)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.table());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    declared.put(rows.getString(1), new Declared(rows.getString(2).toLowerCase(Locale.ROOT),
                            rows.getString(3).toLowerCase(Locale.ROOT), rows.getInt(4), rows.getLong(5), rows.getString(2),
                            rows.getString(6), rows.getString(7)));
                }
            }
        }
        return listed.stream().map(column -> declared.containsKey(column.name()) ? column(column, declared.get(column.name())) : column).toList();
    }

    private static Column column(Column column, Declared declared) {
        Optional<Storage> storage = column.type().flatMap(type -> storage(column, type, declared));
        Column keeping = (storage.isEmpty() && column.type().isPresent() ? column.called(declared.full()) : column).keeping(storage);
        return comparison(declared).map(keeping::compared).orElseGet(keeping::unordered);
    }

    /** An enum is ordered by the numbers of its labels, and compared with a text by its text: so it is compared with a number. */
    private static Optional<Comparison> comparison(Declared declared) {
        return switch (declared.type()) {
            case "enum" -> labels(declared.declaration()).map(labels -> Comparison.with("field(convert(%s using utf8mb4)" + EXACT + ", " + labels + ")"));
            // it has a number too, but nothing makes one of a text
            case "set" -> Optional.of(new Comparison("cast(%s as char character set utf8mb4)" + EXACT, "convert(%s using utf8mb4)" + EXACT, false));
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> Optional.of(declared.collation() == null ? Comparison.PLAIN
                    : Comparison.with("convert(%s using " + declared.charset() + ") collate " + declared.collation()));
            default -> Optional.of(Comparison.PLAIN);
        };
    }

    /** As SQL writes them; empty where one is the empty text, which also stands for what was not in the list. */
    static Optional<String> labels(String declaration) {
        Matcher labels = ENUM.matcher(declaration);
        if (!labels.matches()) {
            return Optional.empty();
        }
        Matcher label = Pattern.compile(LABEL, Pattern.DOTALL).matcher(labels.group(1));
        return label.results().anyMatch(found -> found.group().equals("''")) ? Optional.empty() : Optional.of(labels.group(1));
    }

    private static Optional<Storage> storage(Column column, SqlType type, Declared declared) {
        Storage every = Storage.of(type);
        return switch (type.kind()) {
            case BOOLEAN, TINYINT, INTEGER, BIGINT, UUID, JSON, DATE, ARRAY -> Optional.of(every);
            // year makes 2005 of 5
            case SMALLINT -> keptUnless(declared.type().equals("year"), every);
            // with digits they round to them
            case REAL, DOUBLE -> keptUnless(declared.hasDigits(), every);
            case DECIMAL, NUMERIC -> Optional.of(every.with(Digits.of(column.jdbc().precision(), column.jdbc().scale())));
            case VARCHAR -> text(every, declared);
            case VARBINARY -> Optional.of(declared.type().equals("binary") ? every.with(Limits.ofFilledBytes((int) declared.length())) : every);
            case TIME, TIMESTAMP, TIMESTAMP_TZ -> Optional.of(every.with(Limits.ofSeconds(declared.seconds())));
            case INTERVAL -> Optional.empty();
        };
    }

    private static Optional<Storage> keptUnless(boolean changed, Storage storage) {
        return changed ? Optional.empty() : Optional.of(storage);
    }

    /** Beyond their length all texts lose blanks without an error; of an enum or a set another spelling is stored. */
    private static Optional<Storage> text(Storage every, Declared declared) {
        int length = (int) Math.min(declared.length(), Integer.MAX_VALUE);
        return switch (declared.type()) {
            case "char" -> Optional.of(every.with(Limits.ofCharacters(length).withoutBlanksAtTheEnd()));
            case "varchar" -> Optional.of(every.with(Limits.ofCharacters(length)));
            case "tinytext", "text", "mediumtext", "longtext" -> Optional.of(every.with(Limits.ofBytes(length)));
            default -> Optional.empty();
        };
    }
}

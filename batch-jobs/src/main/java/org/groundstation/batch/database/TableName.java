package org.groundstation.batch.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a table as people write it: {@code flights}, {@code ops.flights}, {@code "Ops"."Flights 2024"}.
 *
 * @param schema as the database stores it, or null for the connection's own
 * @param table as the database stores it
 */
public record TableName(String schema, String table) {
    private static final String PART = "([\\p{L}_][\\p{L}\\p{N}_$]*|\"(?:[^\"\\x00]|\"\")+\")";
    private static final Pattern NAME = Pattern.compile("(?:" + PART + "\\s*\\.\\s*)?" + PART);

    /** @return empty when the text is not a name */
    public static Optional<TableName> parse(String text, Dialect dialect) {
        Matcher name = NAME.matcher(text.strip());
        return name.matches()
                ? Optional.of(new TableName(stored(name.group(1), dialect), stored(name.group(2), dialect)))
                : Optional.empty();
    }

    /** The name as a statement takes it. */
    public String sql(Dialect dialect) {
        return (schema == null ? "" : dialect.quote(schema) + ".") + dialect.quote(table);
    }

    /** A statement whose parameters are the schema and the table. */
    public PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, schema);
        statement.setString(2, table);
        return statement;
    }

    private static String stored(String part, Dialect dialect) {
        if (part == null) {
            return null;
        }
        return part.startsWith("\"") ? part.substring(1, part.length() - 1).replace("\"\"", "\"") : dialect.fold(part);
    }
}

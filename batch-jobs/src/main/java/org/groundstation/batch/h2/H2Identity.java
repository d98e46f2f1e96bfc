package org.groundstation.batch.h2;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.groundstation.batch.database.TableName;

/** What a table is to H2, which has no number for it that outlives the table's changes. */
final class H2Identity {
    private static final String TABLE = "select table_type, storage_type from information_schema.tables where table_schema = ? and table_name = ?";
    private static final String COLUMNS = "select column_name, data_type_sql(table_schema, table_name, 'TABLE', dtd_identifier)"
            + " from information_schema.columns where table_schema = ? and table_name = ? order by ordinal_position";

    private H2Identity() {
    }

    /** Empty text when it is gone. */
    static String of(Connection connection, TableName table) throws SQLException {
        StringBuilder identity = new StringBuilder();
        try (PreparedStatement select = table.prepare(connection, TABLE); ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                return "";
            }
            identity.append(rows.getString(1));
        }
        try (PreparedStatement select = table.prepare(connection, COLUMNS); ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                identity.append("; ").append(rows.getString(1)).append(' ').append(rows.getString(2));
            }
        }
        return identity.toString();
    }

    static Optional<String> losesRows(Connection connection, TableName table) throws SQLException {
        try (PreparedStatement select = table.prepare(connection, TABLE); ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            String storage = String.valueOf(rows.getString(2));
            return storage.contains("TEMPORARY") ? Optional.of("it is temporary")
                    : storage.contains("LINK") ? Optional.of("it is a link, which commits by itself")
                            : "VIEW".equals(rows.getString(1)) ? Optional.of("it is a view, of whose tables nothing is known") : Optional.empty();
        }
    }
}

package org.groundstation.batch.mariadb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.groundstation.batch.database.TableName;

/** What a table is to MariaDB. It has a number for each, but shows it to administrators only. */
final class MariaDbIdentity {
    /** Those that commit and roll back, and keep what was committed. */
    private static final Set<String> SAFE_ENGINES = Set.of("innodb", "rocksdb", "tokudb");
    private static final String TABLE = "select engine from information_schema.tables where table_schema = ? and table_name = ?";
    private static final String COLUMNS = "select column_name, column_type, collation_name, column_key from information_schema.columns"
            + " where table_schema = ? and table_name = ? order by ordinal_position";

    private static final String TRIGGERS = "select trigger_name from information_schema.triggers where event_object_schema = ? and event_object_table = ?"
            + " and action_timing = 'BEFORE' and event_manipulation = 'INSERT' order by trigger_name";

    private MariaDbIdentity() {
    }

    /** Empty text when it is gone. */
    static String of(Connection connection, TableName table) throws SQLException {
        StringBuilder identity = new StringBuilder();
        try (PreparedStatement select = table.prepare(connection, TABLE); ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                return "";
            }
            identity.append("engine ").append(rows.getString(1));
        }
        try (PreparedStatement select = table.prepare(connection, COLUMNS); ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                identity.append("; ").append(rows.getString(1)).append(' ').append(rows.getString(2));
                if (rows.getString(3) != null) {
                    identity.append(' ').append(rows.getString(3));
                }
                if ("PRI".equals(rows.getString(4))) {
                    identity.append(" primary key");
                }
            }
        }
        try (PreparedStatement select = table.prepare(connection, TRIGGERS); ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                identity.append("; trigger ").append(rows.getString(1));
            }
        }
        return identity.toString();
    }

    static Optional<String> losesRows(Connection connection, TableName table) throws SQLException {
        try (PreparedStatement select = table.prepare(connection, TABLE); ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            String engine = rows.getString(1);
            if (engine == null) {
                return Optional.of("it is a view, of whose tables nothing is known");
            }
            return SAFE_ENGINES.contains(engine.toLowerCase(Locale.ROOT)) ? Optional.empty()
                    : Optional.of("its engine " + engine + " takes no part in transactions");
        }
    }
}

package org.groundstation.batch.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What a table is to PostgreSQL: its number, which a table that is made anew does not have, and all that rows depend on. */
final class PostgresIdentity {
    private static final String IDENTITY = "select 'oid ' || c.oid || '; kind ' || c.relkind || '; persistence ' || c.relpersistence"
            + " || case when c.relhasrules then '; rules' else '' end || case when c.relrowsecurity then '; row security' else '' end"
            + " || coalesce((select '; ' || string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), '; ' order by a.attnum)"
            + " from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '')"
            + " || coalesce((select '; primary key ' || pg_get_constraintdef(p.oid) from pg_catalog.pg_constraint p"
            + " where p.conrelid = c.oid and p.contype = 'p'), '')"
            + " from pg_catalog.pg_class c where c.oid = to_regclass(?)";
    /** A partition of a logged table may be unlogged. */
    private static final String UNLOGGED = "select c.relname, c.relpersistence from pg_catalog.pg_class c where c.relpersistence <> 'p' and (c.oid = to_regclass(?)"
            + " or c.oid in (select relid from pg_catalog.pg_partition_tree(to_regclass(?)))) fetch first 1 rows only";

    private PostgresIdentity() {
    }

    /** Empty text when it is gone. */
    static String of(Connection connection, String table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(IDENTITY)) {
            select.setString(1, table);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    static Optional<String> losesRows(Connection connection, String table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(UNLOGGED)) {
            select.setString(1, table);
            select.setString(2, table);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                return Optional.of("'" + rows.getString(1) + "' is " + (rows.getString(2).equals("t") ? "temporary" : "unlogged: the database empties it after a crash"));
            }
        }
    }
}

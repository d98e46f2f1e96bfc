package org.groundstation.batch.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What a table is to PostgreSQL: its number, which a table that is made anew does not have, and all that rows depend on. */
final class PostgresIdentity {
    private static final int BEFORE_INSERT_OF_A_ROW = 1 + 2 + 4;
    private static final String IDENTITY = "select 'oid ' || c.oid || '; kind ' || cast(c.relkind as text) || '; persistence ' || cast(c.relpersistence as text)"
            + " || case when c.relhasrules then '; rules' else '' end || case when c.relrowsecurity then '; row security' else '' end"
            + " || coalesce((select '; ' || string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), '; ' order by a.attnum)"
            + " from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '')"
            + " || coalesce((select '; primary key ' || pg_get_constraintdef(p.oid) from pg_catalog.pg_constraint p"
            + " where p.conrelid = c.oid and p.contype = 'p'), '')"
            + " || coalesce((select '; trigger ' || string_agg(quote_ident(t.tgname), '; trigger ' order by t.tgname) from pg_catalog.pg_trigger t"
            + " where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D' and t.tgtype & " + BEFORE_INSERT_OF_A_ROW + " = " + BEFORE_INSERT_OF_A_ROW
            + "), '')"
            + " from pg_catalog.pg_class c where c.oid = to_regclass(?)";
    private static final String SEES_ALL = "select not pg_catalog.row_security_active(to_regclass(?))";
    /** The table itself, and the partitions of one, which may be of another kind. */
    private static final String UNSAFE = "select c.relname, case when c.relkind = 'v' then 'a view, of whose tables nothing is known'"
            + " when c.relkind = 'f' then 'a foreign table, which commits by itself' when c.relpersistence = 't' then 'temporary'"
            + " else 'unlogged: the database empties it after a crash' end from pg_catalog.pg_class c"
            + " where (c.relpersistence <> 'p' or c.relkind in ('v', 'f')) and (c.oid = to_regclass(?)"
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

    static boolean seesAllRows(Connection connection, String table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SEES_ALL)) {
            select.setString(1, table);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    static Optional<String> losesRows(Connection connection, String table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(UNSAFE)) {
            select.setString(1, table);
            select.setString(2, table);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of("'" + rows.getString(1) + "' is " + rows.getString(2)) : Optional.empty();
            }
        }
    }
}

package org.groundstation.batch.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.groundstation.batch.database.Column;

/** What PostgreSQL's indexes prove. JDBC's metadata lists those that are invalid, deferred or of another collation as if they did. */
final class PostgresIndexes {
    /** A parent's index says nothing of the rows of its children, but for the partitions of a partitioned table. */
    private static final String WHOLE_TABLE = "(c.relkind in ('p', 'm') or c.relkind = 'r' and not exists"
            + " (select 1 from pg_catalog.pg_inherits h where h.inhparent = c.oid))";
    /** One that is not valid was left by a failed {@code create index concurrently}; a deferred one lets others in until a commit. */
    private static final String VALID = "i.indisunique and i.indimmediate and i.indisvalid and i.indisready and i.indislive and i.indpred is null";
    /** The operators of the type itself; text's also serve varchar, and one class serves every enum. */
    private static final String OWN_OPERATORS = "o.opcdefault and (o.opcintype = b.typ or o.opcintype in ('text'::regtype, 'anyenum'::regtype)"
            + " and not exists (select 1 from pg_catalog.pg_opclass own where own.opcmethod = o.opcmethod and own.opcdefault"
            + " and own.opcintype = b.typ))";
    /** What is equal in one deterministic collation is equal in all. */
    private static final String SAME_EQUALITY = "(k.collation = t.attcollation or kc.collisdeterministic and tc.collisdeterministic)";
    private static final String PROOF = "with recursive base (attnum, typ) as (select attnum, atttypid from pg_catalog.pg_attribute"
            + " where attrelid = ?::regclass and attnum > 0 and not attisdropped"
            + " union all select base.attnum, y.typbasetype from base join pg_catalog.pg_type y on y.oid = base.typ and y.typtype = 'd')"
            + " select exists (select 1 from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indrelid"
            + " join pg_catalog.pg_class x on x.oid = i.indexrelid join pg_catalog.pg_am a on a.oid = x.relam and a.amname = 'btree'"
            + " where i.indrelid = ?::regclass and " + VALID + " and " + WHOLE_TABLE
            + " and not exists (select 1 from (select i.indkey[n] as attnum, i.indclass[n] as class, i.indcollation[n] as collation"
            + " from pg_catalog.generate_series(0, i.indnkeyatts - 1) n) k"
            + " left join pg_catalog.pg_attribute t on t.attrelid = i.indrelid and t.attnum = k.attnum and t.attname = any(?)"
            + " left join base b on b.attnum = k.attnum and not exists (select 1 from pg_catalog.pg_type d where d.oid = b.typ and d.typtype = 'd')"
            + " left join pg_catalog.pg_opclass o on o.oid = k.class"
            + " left join pg_catalog.pg_collation kc on kc.oid = k.collation left join pg_catalog.pg_collation tc on tc.oid = t.attcollation"
            + " where not coalesce(t.attname is not null and " + OWN_OPERATORS + " and " + SAME_EQUALITY + ", false)))";

    private PostgresIndexes() {
    }

    /** Whether an index keeps some of the columns unique, by their own operators, in all rows that a query of the table reads. */
    static boolean prove(Connection connection, String table, List<Column> columns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PROOF)) {
            statement.setString(1, table);
            statement.setString(2, table);
            statement.setArray(3, connection.createArrayOf("text", columns.stream().map(Column::name).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }
}

package org.groundstation.batch.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.batch.rows.RowSink;

/**
 * Counts what has come into the table in the transaction besides what the statement says: a trigger can add rows. Where the database does not
 * keep statistics ({@code track_counts}), the statement's number holds.
 */
final class CountedSink implements RowSink {
    private static final String INSERTED = "select coalesce(sum(pg_catalog.pg_stat_get_xact_tuples_inserted(t.oid)), 0) from"
            + " (select to_regclass(?)::oid as oid union select relid::oid from pg_catalog.pg_partition_tree(to_regclass(?))) t";

    private final RowSink sink;
    private final String table;

    /** @param table as statements take it */
    CountedSink(RowSink sink, String table) {
        this.sink = sink;
        this.table = table;
    }

    /** What writes. */
    RowSink counted() {
        return sink;
    }

    @Override
    public long write(Connection connection, VectorSchemaRoot results) throws SQLException {
        long before = inserted(connection);
        long told = sink.write(connection, results);
        long inserted = inserted(connection) - before;
        return inserted > told ? inserted : told;
    }

    private long inserted(Connection connection) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(INSERTED)) {
            count.setString(1, table);
            count.setString(2, table);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}

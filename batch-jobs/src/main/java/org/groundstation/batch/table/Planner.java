package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.columnar.Columns;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.api.columnar.ResultSetColumns;
import org.groundstation.api.columnar.Values;

/** Cuts a table into key ranges of about the same number of rows. */
final class Planner {
    private Planner() {
    }

    /**
     * Walks the key once.
     *
     * @param partitions the most ranges; fewer rows give fewer ranges, an empty table gives one
     */
    static List<KeyRange> plan(Connection connection, SourceTable source, int partitions) throws SQLException {
        long total = count(connection, source);
        int ranges = (int) Math.max(1, Math.min(partitions, total));
        List<KeyRange> plan = new ArrayList<>();
        String lower = null;
        long planned = 0;
        for (int number = 0; number < ranges; number++) {
            long end = total * (number + 1) / ranges;
            long rows = end - planned;
            String upper = number == ranges - 1 ? null : keyAfter(connection, source, lower, rows - 1);
            plan.add(new KeyRange(number, lower, upper, null, rows, 0, 0));
            if (upper == null) {
                // the last range, or rows went away while this counted: it takes whatever is left
                break;
            }
            lower = upper;
            planned = end;
        }
        return plan;
    }

    private static long count(Connection connection, SourceTable source) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select count(*) from " + source.table().sql());
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** @return the key that has {@code skipped} keys between itself and {@code lower}, or null when there is none */
    private static String keyAfter(Connection connection, SourceTable source, String lower, long skipped) throws SQLException {
        String sql = "select " + source.keySql() + " from " + source.table().sql()
                + (lower == null ? "" : " where " + source.keySql() + " > ?") + " order by " + source.keySql()
                + " offset " + skipped + " rows fetch next 1 rows only";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (lower != null) {
                source.codec().bind(statement, 1, lower);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return key(rows, source.codec());
            }
        }
    }

    /** Reads the key the way the scan does, so that both write the same text. */
    private static String key(ResultSet rows, KeyCodec codec) throws SQLException {
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot one = VectorSchemaRoot.create(Columns.of(rows.getMetaData()), allocator)) {
            return new ResultSetColumns(one).fill(rows, BatchLimits.ofRows(1)) == 0 ? null : codec.encode(Values.get(one.getVector(0), 0));
        }
    }
}

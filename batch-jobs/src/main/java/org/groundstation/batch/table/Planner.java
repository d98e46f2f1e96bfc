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
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.api.columnar.Columns;
import org.groundstation.api.columnar.ResultSetColumns;

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
            String upper = number == ranges - 1 ? null : keyAfter(connection, source, lower, rows - 1, planned);
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
        try (PreparedStatement statement = connection.prepareStatement("select count(*)" + source.from() + source.where(""));
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /**
     * @param planned rows up to {@code lower}, for messages
     * @return the key that has {@code skipped} keys between itself and {@code lower}, or null when there is none
     */
    private static String keyAfter(Connection connection, SourceTable source, String lower, long skipped, long planned) throws SQLException {
        List<Object> values = new ArrayList<>();
        String sql = source.selectKey() + source.where(lower == null ? "" : source.order().after(source.codec().decode(lower), value -> {
            values.add(value);
            return "?";
        })) + " order by " + source.order().sql() + " offset " + skipped + " rows fetch next 1 rows only";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int parameter = 0; parameter < values.size(); parameter++) {
                statement.setObject(parameter + 1, values.get(parameter));
            }
            try (ResultSet rows = statement.executeQuery()) {
                return key(rows, source.codec(), planned + skipped);
            }
        }
    }

    /** Reads the key the way the scan does, so that both write the same text. */
    private static String key(ResultSet rows, KeyTuple codec, long rowsBefore) throws SQLException {
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot one = VectorSchemaRoot.create(Columns.of(rows.getMetaData()), allocator)) {
            if (new ResultSetColumns(one).fill(rows, BatchLimits.ofRows(1)) == 0) {
                return null;
            }
            KeyVectors.requireKeys(one.getFieldVectors(), rowsBefore);
            return codec.encode(KeyVectors.get(one.getFieldVectors(), 0));
        }
    }
}

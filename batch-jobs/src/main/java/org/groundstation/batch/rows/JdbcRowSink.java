package org.groundstation.batch.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.type.CellBinder;
import org.groundstation.api.columnar.type.ColumnType;

/** Writes with batched inserts, on any database. */
public final class JdbcRowSink implements RowSink {
    /** Rows that the driver sends at a time. */
    private static final int BATCH_ROWS = 5_000;

    private final ResultTarget target;
    private final String insertSql;
    private final boolean silentIsWritten;

    /** @param parameter how an insert takes a value of a type, for example {@code ?} */
    public JdbcRowSink(ResultTarget target, Function<SqlType, String> parameter) {
        this(target, parameter, false);
    }

    /**
     * @param silentIsWritten whether a row of which the driver does not say how often it was written was written once: where nothing can
     *        drop rows without an error
     */
    public JdbcRowSink(ResultTarget target, Function<SqlType, String> parameter, boolean silentIsWritten) {
        this.target = target;
        this.silentIsWritten = silentIsWritten;
        this.insertSql = "insert into " + target.sql() + " values ("
                + target.columns().stream().map(column -> column.parameter() == null
                        ? parameter.apply(column.type()) : column.parameter()).collect(Collectors.joining(", "))
                + ")";
    }

    @Override
    public long write(Connection connection, VectorSchemaRoot results) throws SQLException {
        List<CellBinder> binders = new ArrayList<>();
        for (ResultTarget.Column column : target.columns()) {
            binders.add(ColumnType.of(column.type().kind()).binder(column.in(results), column.type(), binders.size() + 1));
        }
        long counted = 0;
        try (PreparedStatement insert = connection.prepareStatement(insertSql)) {
            for (int row = 0; row < results.getRowCount(); row++) {
                for (CellBinder binder : binders) {
                    binder.bind(insert, row);
                }
                insert.addBatch();
                if ((row + 1) % BATCH_ROWS == 0) {
                    counted += count(insert.executeBatch());
                }
            }
            if (results.getRowCount() % BATCH_ROWS != 0) {
                counted += count(insert.executeBatch());
            }
        }
        return counted;
    }

    private long count(int[] counts) {
        long sum = 0;
        for (int count : counts) {
            sum += count == Statement.SUCCESS_NO_INFO && silentIsWritten ? 1 : Math.max(count, 0);
        }
        return sum;
    }
}

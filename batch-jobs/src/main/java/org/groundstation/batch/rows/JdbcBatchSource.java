package org.groundstation.batch.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.columnar.BatchLimits;
import org.groundstation.api.columnar.Columns;
import org.groundstation.api.columnar.ResultSetColumns;

/** Reads through a forward-only ResultSet, on any database. */
public final class JdbcBatchSource implements BatchSource {
    /** Rows that the driver fetches at a time. */
    private static final int FETCH_ROWS = 10_000;

    private final PreparedStatement statement;
    private final ResultSet rows;
    private final VectorSchemaRoot batch;
    private final ResultSetColumns columns;
    private final BatchLimits limits;

    private JdbcBatchSource(PreparedStatement statement, ResultSet rows, VectorSchemaRoot batch, BatchLimits limits) {
        this.statement = statement;
        this.rows = rows;
        this.batch = batch;
        this.columns = new ResultSetColumns(batch);
        this.limits = limits;
    }

    /**
     * Runs the query.
     *
     * @param connection not in autocommit mode, in which drivers read everything at once
     */
    public static JdbcBatchSource open(Connection connection, KeyedQuery query, BatchLimits limits, BufferAllocator allocator)
            throws SQLException {
        List<Object> values = new ArrayList<>();
        PreparedStatement statement = connection.prepareStatement(query.sql(value -> {
            values.add(value);
            return "?";
        }), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        try {
            statement.setFetchSize(Math.min(limits.rows(), FETCH_ROWS));
            for (int parameter = 0; parameter < values.size(); parameter++) {
                statement.setObject(parameter + 1, values.get(parameter));
            }
            ResultSet rows = statement.executeQuery();
            return new JdbcBatchSource(statement, rows, VectorSchemaRoot.create(Columns.of(rows.getMetaData()), allocator), limits);
        } catch (SQLException | RuntimeException failed) {
            try (statement) {
                throw failed;
            }
        }
    }

    @Override
    public VectorSchemaRoot batch() {
        return batch;
    }

    @Override
    public int read() throws SQLException {
        return columns.fill(rows, limits);
    }

    @Override
    public void cancel() throws SQLException {
        statement.cancel();
    }

    @Override
    public void close() throws SQLException {
        try (statement; rows) {
            batch.close();
        }
    }
}

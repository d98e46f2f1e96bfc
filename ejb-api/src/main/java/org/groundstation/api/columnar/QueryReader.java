package org.groundstation.api.columnar;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * The rows of a query as Arrow batches, read forward only; one batch is in memory at a time. A connection in autocommit
 * mode leaves it until the reader is closed, because PostgreSQL's driver reads everything at once in that mode. Not
 * thread-safe.
 */
public final class QueryReader extends ArrowReader {
    private final PreparedStatement statement;
    private final boolean autoCommit;
    private final ResultSet rows;
    private final BatchLimits limits;
    private ResultSetColumns columns;

    private QueryReader(PreparedStatement statement, boolean autoCommit, ResultSet rows, BatchLimits limits, BufferAllocator allocator) {
        super(allocator);
        this.statement = statement;
        this.autoCommit = autoCommit;
        this.rows = rows;
        this.limits = limits;
    }

    /**
     * Runs the query. The caller keeps the connection and closes the reader.
     *
     * @param arguments values for the {@code ?} of the query, in order
     * @param batchRows the most rows of a batch, at least 1
     * @throws GroundstationException {@link ErrorCode#INPUT_FAILED} when the database refuses it
     */
    public static QueryReader open(Connection connection, String sql, List<?> arguments, int batchRows, BufferAllocator allocator) {
        PreparedStatement statement = null;
        boolean autoCommit = false;
        try {
            autoCommit = connection.getAutoCommit();
            if (autoCommit) {
                connection.setAutoCommit(false);
            }
            statement = connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
            statement.setFetchSize(Math.min(batchRows, 10_000));
            for (int i = 0; i < arguments.size(); i++) {
                statement.setObject(i + 1, arguments.get(i));
            }
            return new QueryReader(statement, autoCommit, statement.executeQuery(), BatchLimits.ofRows(batchRows), allocator);
        } catch (SQLException refused) {
            closeQuietly(statement, refused);
            if (autoCommit) {
                closeQuietly(() -> endTransaction(connection), refused);
            }
            throw new GroundstationException(ErrorCode.INPUT_FAILED, refused, refused.getMessage());
        }
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        if (columns == null) {
            columns = new ResultSetColumns(getVectorSchemaRoot());
        }
        try {
            return columns.fill(rows, limits) > 0;
        } catch (SQLException failed) {
            throw new GroundstationException(ErrorCode.INPUT_FAILED, failed, failed.getMessage());
        }
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    protected void closeReadSource() throws IOException {
        try (statement; rows) {
            if (autoCommit) {
                rows.close();
                endTransaction(statement.getConnection());
            }
        } catch (SQLException failed) {
            throw new IOException(failed);
        }
    }

    private static void endTransaction(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Override
    protected Schema readSchema() {
        try {
            return Columns.of(rows.getMetaData());
        } catch (SQLException failed) {
            throw new GroundstationException(ErrorCode.INPUT_FAILED, failed, failed.getMessage());
        }
    }

    private static void closeQuietly(AutoCloseable resource, Throwable because) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception alsoFailed) {
            because.addSuppressed(alsoFailed);
        }
    }
}

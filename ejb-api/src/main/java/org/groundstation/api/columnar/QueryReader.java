package org.groundstation.api.columnar;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * The rows of a query as Arrow batches, read forward only; one batch is in memory at a time. A connection in autocommit
 * mode leaves it until the reader is closed, because PostgreSQL's driver reads everything at once in that mode. What such a
 * query has written is kept by {@link #commit()} and else undone; on other connections it is a part of the caller's own
 * transaction. Not thread-safe.
 */
public final class QueryReader extends ArrowReader {
    /** Where they stand, a column may hold NULL that its table does not allow. Some are names of functions too, which costs little. */
    private static final Pattern NULLS_MAY_APPEAR = Pattern.compile("\\b(left|right|full|outer|rollup|cube|grouping)\\b", Pattern.CASE_INSENSITIVE);

    private final PreparedStatement statement;
    private final boolean autoCommit;
    private final ResultSet rows;
    private final BatchLimits limits;
    private final boolean nullsMayAppear;
    private boolean committed;
    private ResultSetColumns columns;

    private QueryReader(PreparedStatement statement, boolean autoCommit, ResultSet rows, BatchLimits limits, boolean nullsMayAppear,
            BufferAllocator allocator) {
        super(allocator);
        this.statement = statement;
        this.autoCommit = autoCommit;
        this.rows = rows;
        this.limits = limits;
        this.nullsMayAppear = nullsMayAppear;
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
            return new QueryReader(statement, autoCommit, statement.executeQuery(), BatchLimits.ofRows(batchRows),
                    NULLS_MAY_APPEAR.matcher(sql).find(), allocator);
        } catch (SQLException | RuntimeException refused) {
            closeQuietly(statement, refused);
            if (autoCommit) {
                closeQuietly(() -> rollBack(connection), refused);
            }
            throw new GroundstationException(ErrorCode.INPUT_FAILED, refused, refused.getMessage());
        }
    }

    /**
     * Keeps what the query has written, if each statement on the connection is a transaction of its own. For when all that
     * depends on the rows has ended well; no batch can be read afterwards.
     *
     * @throws GroundstationException {@link ErrorCode#QUERY_NOT_COMMITTED} when the database refuses; it has kept nothing then
     */
    public void commit() {
        if (!autoCommit || committed) {
            return;
        }
        try {
            rows.close();
            CallersTransaction.endOwn(statement.getConnection()::commit);
            committed = true;
        } catch (SQLException refused) {
            throw new GroundstationException(ErrorCode.QUERY_NOT_COMMITTED, refused, refused.getMessage());
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
        try {
            Connection connection = statement.getConnection();
            try (statement) {
                rows.close();
            } finally {
                if (autoCommit && !committed) {
                    rollBack(connection);
                } else if (autoCommit) {
                    CallersTransaction.endOwn(() -> connection.setAutoCommit(true));
                }
            }
        } catch (SQLException failed) {
            throw new IOException(failed);
        }
    }

    private static void rollBack(Connection connection) throws SQLException {
        try {
            CallersTransaction.endOwn(connection::rollback);
        } finally {
            CallersTransaction.endOwn(() -> connection.setAutoCommit(true));
        }
    }

    @Override
    protected Schema readSchema() {
        try {
            return Columns.of(rows.getMetaData(), nullsMayAppear);
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

package org.groundstation.api;

import java.sql.Connection;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.groundstation.api.columnar.QueryReader;
import org.groundstation.api.columnar.RecordsReader;
import org.groundstation.api.columnar.SingleBatchReader;

/** Where a script's input rows come from. Opened once for each execution. */
@FunctionalInterface
public interface ScriptInput {
    /** Rows of a record batch that travel together: enough for columnar speed, small enough for flat memory. */
    int BATCH_ROWS = 65_536;

    /**
     * Opens the rows as Arrow batches. The caller closes the reader.
     *
     * @param allocator where the reader takes its buffers from
     * @return the batches, or null for no input
     */
    ArrowReader open(BufferAllocator allocator);

    /** No input: the script sees an empty data set. */
    static ScriptInput none() {
        return allocator -> null;
    }

    /**
     * The rows of a query, read in batches of {@link #BATCH_ROWS} and never all at once. The caller keeps the
     * connection; the query runs in its transaction. Close nothing before the execution has ended.
     *
     * <p>A query may write ({@code update ... returning}). On a connection in autocommit mode, which it has again after the
     * execution, that is committed when the script has ended well and all its output has arrived, and rolled back when anything
     * fails; {@link ErrorCode#QUERY_NOT_COMMITTED} when the commit itself fails. In a transaction of the caller nothing is committed
     * or rolled back.
     *
     * @param arguments values for the {@code ?} of the query, in order
     */
    static ScriptInput query(Connection connection, String sql, Object... arguments) {
        return allocator -> QueryReader.open(connection, sql, List.of(arguments), BATCH_ROWS, allocator);
    }

    /**
     * Rows from Java records, one column for each component.
     *
     * @param type the record's class, so that an empty list has columns too
     */
    static <R extends Record> ScriptInput records(Class<R> type, List<R> rows) {
        return allocator -> new RecordsReader<>(type, rows, BATCH_ROWS, allocator);
    }

    /** One Arrow batch. The caller keeps and closes it. */
    static ScriptInput batch(VectorSchemaRoot batch) {
        return allocator -> new SingleBatchReader(batch, allocator);
    }

    /** Any number of Arrow batches, for example from an Arrow file. The execution closes the reader. */
    static ScriptInput batches(ArrowReader reader) {
        return allocator -> reader;
    }
}

package org.groundstation.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.groundstation.api.columnar.ArrowSources;
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
        return allocator -> QueryReader.open(connection, sql, Arrays.asList(arguments), BATCH_ROWS, allocator);
    }

    /**
     * Rows from Java records, one column for each component. Constants of enums go as their names.
     *
     * @param type the record's class, so that an empty list has columns too
     */
    static <R extends Record> ScriptInput records(Class<R> type, List<R> rows) {
        return allocator -> new RecordsReader<>(type, rows, BATCH_ROWS, allocator);
    }

    /**
     * One Arrow batch. The caller keeps and closes it. Every type of Arrow is sent but unions, run-end encoded columns and
     * dictionaries, which only a reader has the values of; extension types go as their storage.
     *
     * @see #batches
     */
    static ScriptInput batch(VectorSchemaRoot batch) {
        return allocator -> new SingleBatchReader(batch, allocator);
    }

    /**
     * Any number of Arrow batches. The execution closes the reader. Every type of Arrow is sent but unions and run-end encoded
     * columns; dictionary-encoded columns arrive as their values, extension types as their storage, without the metadata of
     * fields. What cannot be sent is {@link ErrorCode#ARROW_UNSUPPORTED}.
     *
     * <p>Arrow's Java library reads big-endian data as if it were little-endian. That is refused here for an
     * {@code ArrowFileReader}, and for an {@code ArrowStreamReader} whose schema has not been asked for before; other readers
     * have to see to it themselves. {@link #arrowStream} and {@link #arrowFile} always do.
     */
    static ScriptInput batches(ArrowReader reader) {
        return allocator -> reader;
    }

    /** The batches of a stream in Arrow's IPC format, as {@link #batches} sends them. The execution closes the stream. */
    static ScriptInput arrowStream(InputStream stream) {
        return allocator -> ArrowSources.stream(stream, allocator);
    }

    /**
     * The batches of a file in Arrow's IPC format (Feather, version 2), as {@link #batches} sends them. It may be executed again.
     *
     * @throws GroundstationException when it is executed: {@link ErrorCode#INPUT_FAILED} for a file that cannot be opened
     */
    static ScriptInput arrowFile(Path file) {
        return allocator -> {
            try {
                return ArrowSources.file(Files.newByteChannel(file), allocator);
            } catch (IOException unopened) {
                throw new GroundstationException(ErrorCode.INPUT_FAILED, unopened, unopened.toString());
            }
        };
    }
}

package org.groundstation.api;

import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What one execution returned. Holds Arrow buffers until {@link #close()}; rows read from it stay valid afterwards,
 * batches do not. Not thread-safe.
 */
public interface ScriptResult extends AutoCloseable {
    /** The result's columns; no columns when the script returned no rows data set. */
    Schema schema();

    /** The number of rows in all batches. */
    long rowCount();

    /** The rows as Arrow batches, owned by this result. */
    List<VectorSchemaRoot> batches();

    /** The rows, with values as Java types (see {@link Row}). */
    List<Row> rows();

    /**
     * The rows as records: components are matched to columns by name, without regard to case and underscores.
     *
     * @throws GroundstationException {@link ErrorCode#ROW_CONVERSION} when a component has no column, a value does not
     *         fit its type, or NULL meets a primitive
     */
    <R extends Record> List<R> rows(Class<R> type);

    /** The output parameters by name; NULL is {@code null} in the map. */
    Map<String, Object> outputParameters();

    /**
     * One output parameter.
     *
     * @throws GroundstationException {@link ErrorCode#OUTPUT_PARAMETER_INVALID} when there is none of that name or type
     */
    <T> T outputParameter(String name, Class<T> type);

    /** Everything that the script printed, in order. */
    List<ScriptMessage> messages();

    /** What it took. */
    ScriptStatistics statistics();

    /** Frees the buffers. Closing twice is allowed. */
    @Override
    void close();
}

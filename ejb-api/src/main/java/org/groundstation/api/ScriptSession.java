package org.groundstation.api;

import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A script that runs once for each batch of rows, global variables kept in between. Batches come back in the order in
 * which they were sent. Not thread-safe.
 */
public interface ScriptSession extends AutoCloseable {
    /**
     * Sends one batch. The buffers are written out before this returns; the caller keeps and closes them.
     *
     * @param batch schema as declared at {@link SatelliteConnection#open}; 0 rows are allowed
     * @throws IllegalStateException when the output of an earlier batch has not been received yet
     */
    void send(VectorSchemaRoot batch);

    /**
     * Waits for the output of the batch that was sent.
     *
     * @return the output rows, any number of them; the caller owns and closes it
     * @throws ScriptException when the script fails for this batch or takes longer than its timeout
     */
    VectorSchemaRoot receive();

    /** What the script printed since the last call, in order. */
    List<ScriptMessage> drainMessages();

    /**
     * Tells the script that no more rows come and waits for its output parameters.
     *
     * @return output parameters, messages and statistics; it holds no rows
     */
    ScriptResult finish();

    /** Ends the session; without {@link #finish()} before it, the script is cancelled. */
    @Override
    void close();
}

package org.groundstation.api;

import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A script that runs once for each batch of rows, global variables kept in between. Batches come back in the order in
 * which they were sent. One thread may send while another receives; everything else is for one thread at a time.
 */
public interface ScriptSession extends AutoCloseable {
    /** How many batches may be on their way, sent and not received: one is scored while the next one travels. */
    int AHEAD = 2;

    /**
     * Sends one batch. The buffers are written out before this returns; the caller keeps and closes them.
     *
     * @param batch schema as declared at {@link SatelliteConnection#open}; 0 rows are allowed
     * @throws GroundstationException {@link ErrorCode#ARROW_UNSUPPORTED} for a batch with other columns; the session goes on
     * @throws IllegalStateException when {@link #AHEAD} batches have been sent whose output has not been received
     */
    void send(VectorSchemaRoot batch);

    /**
     * Waits for the output of the first batch that was sent and not received yet.
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
     * @throws IllegalStateException when the output of a batch has not been received; the session stays open
     */
    ScriptResult finish();

    /** Ends the session; without {@link #finish()} before it, the script is cancelled. */
    @Override
    void close();
}

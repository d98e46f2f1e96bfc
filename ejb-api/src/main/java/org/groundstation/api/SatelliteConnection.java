package org.groundstation.api;

import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One use of a pooled satellite, from {@link SatelliteConnectionFactory#getConnection()} to {@link #close()}. Several
 * scripts may run one after the other; each starts with fresh global variables. Not thread-safe.
 */
public interface SatelliteConnection extends AutoCloseable {
    /** Runs a script that has no input rows and no parameters. */
    default ScriptResult execute(ExternalScript script) {
        return execute(script, ScriptInput.none(), Map.of());
    }

    /** Runs a script over input rows. */
    default ScriptResult execute(ExternalScript script, ScriptInput input) {
        return execute(script, input, Map.of());
    }

    /**
     * Runs a script once over all its input rows and waits for its end.
     *
     * @param arguments values of the input parameters by name; NULL is {@code null} in the map
     * @return rows, output parameters and messages; close it to free its buffers
     * @throws ScriptException when the script fails or ends too late (1xxx); the connection stays usable unless it was
     *         ended by force
     * @throws GroundstationException {@link ErrorCode#SATELLITE_LOST} and other codes of the connector (3xxx)
     */
    ScriptResult execute(ExternalScript script, ScriptInput input, Map<String, ?> arguments);

    /**
     * Opens a session that runs a script once for each batch of rows, keeping its global variables in between.
     *
     * @param inputSchema the schema of every batch that will be sent
     * @param arguments values of the input parameters by name
     * @throws ScriptException when the script does not compile
     */
    ScriptSession open(ExternalScript script, Schema inputSchema, Map<String, ?> arguments);

    /** The number of the satellite behind this connection, as in views and logs. */
    long satelliteId();

    /** Ends the script that is running, from any thread; its caller gets {@link ErrorCode#SCRIPT_CANCELLED}. */
    void cancel();

    /** Gives the satellite back to the pool. Closing twice is allowed. */
    @Override
    void close();
}

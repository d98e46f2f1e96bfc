package org.groundstation.adapter;

import java.io.IOException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.exchange.ScriptExchange;
import org.groundstation.launchpad.Satellite;

/** What all sessions have in common. */
final class Sessions {
    private Sessions() {
    }

    /** Starts a session; one that fails half-way leaves a satellite that is out of step and must end. */
    static void start(ScriptExchange exchange, VectorSchemaRoot parameters, Satellite satellite) throws IOException {
        try {
            exchange.start(parameters);
        } catch (RuntimeException | Error failed) {
            satellite.end();
            throw failed;
        }
    }
}

package org.groundstation.bench.exchange;

import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.ScriptSession;
import org.groundstation.bench.PlainAdapter;

/** The product: a session of a script that returns its input, on a satellite. */
final class SessionEcho implements EchoPath {
    private static final ExternalScript SCRIPT = ExternalScript.python("OutputDataSet = InputDataSet").dataFormat(DataFormat.ARROW).build();

    private final SatelliteConnection satellite;
    private final ScriptSession session;

    SessionEcho(PlainAdapter station, Schema schema) {
        satellite = station.connect();
        session = satellite.open(SCRIPT, schema, Map.of());
    }

    @Override
    public void send(VectorSchemaRoot batch) {
        session.send(batch);
    }

    @Override
    public int receive() {
        try (VectorSchemaRoot echo = session.receive()) {
            return echo.getRowCount();
        }
    }

    @Override
    public void close() {
        session.close();
        satellite.close();
    }
}

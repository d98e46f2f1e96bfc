package org.groundstation.adapter;

import java.time.Duration;
import java.util.UUID;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.exchange.ScriptExchange.Done;
import org.groundstation.launchpad.Satellite;
import org.groundstation.launchpad.pool.ExecutionUsage;
import org.groundstation.monitor.SatelliteListener;

/** One script from its start to its end, as listeners see it. Thread-safe. */
final class Execution {
    private final String requestId = UUID.randomUUID().toString();
    private final Satellite satellite;
    private final SatelliteListener listener;
    private final long started = System.nanoTime();
    private boolean ended;

    Execution(Satellite satellite, SatelliteListener listener) {
        this.satellite = satellite;
        this.listener = listener;
        listener.executionStarted(satellite.id(), requestId);
    }

    String requestId() {
        return requestId;
    }

    long elapsedMillis() {
        return Duration.ofNanos(System.nanoTime() - started).toMillis();
    }

    void completed(Done done) {
        satellite.took(new ExecutionUsage(done.cpuMillis(), done.peakMemoryBytes(), done.readBytes(), done.writtenBytes()));
        end(null, done.rowsIn(), done.rowsOut());
    }

    void failed(Throwable reason) {
        failed(reason, 0, 0);
    }

    void failed(Throwable reason, long rowsIn, long rowsOut) {
        end(reason instanceof GroundstationException known ? known.code() : ErrorCode.INTERNAL, rowsIn, rowsOut);
    }

    private synchronized void end(ErrorCode error, long rowsIn, long rowsOut) {
        if (!ended) {
            ended = true;
            listener.executionEnded(satellite.id(), requestId, error, rowsIn, rowsOut, elapsedMillis());
        }
    }
}

package org.groundstation.adapter;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.ScriptSession;
import org.groundstation.launchpad.Satellite;
import org.groundstation.monitor.SatelliteListener;

/** What the application holds between {@code getConnection()} and {@code close()}. */
final class SatelliteHandle implements SatelliteConnection {
    private volatile SatelliteManagedConnection seat;
    private BatchSession session;
    /** Why the satellite is gone. The pool takes the seat away at once, and other threads may be just about to use it. */
    private volatile GroundstationException lost;

    SatelliteHandle(SatelliteManagedConnection seat) {
        this.seat = seat;
    }

    @Override
    public ScriptResult execute(ExternalScript script, ScriptInput input, Map<String, ?> arguments) {
        SatelliteManagedConnection used = open();
        requireNoSession();
        return reporting(used, satellite -> new OneExecution(this, script, arguments).run(satellite, input));
    }

    @Override
    public ScriptSession open(ExternalScript script, Schema inputSchema, Map<String, ?> arguments) {
        SatelliteManagedConnection used = open();
        requireNoSession();
        session = reporting(used, satellite -> BatchSession.open(this, satellite, script, inputSchema, arguments));
        return session;
    }

    @Override
    public long satelliteId() {
        return satellite(open()).id();
    }

    @Override
    public void cancel() {
        satellite(open()).cancel();
    }

    @Override
    public void close() {
        SatelliteManagedConnection used = seat;
        if (used != null) {
            if (session != null) {
                session.close();
            }
            seat = null;
            used.closed(this);
        }
        lost = null;
    }

    void invalidate() {
        seat = null;
    }

    void moveTo(SatelliteManagedConnection other) {
        SatelliteManagedConnection before = seat;
        if (before != null) {
            before.forget(this);
        }
        seat = other;
    }

    /** Runs something on the satellite and tells the pool when the satellite did not survive it. */
    <T> T reporting(SatelliteManagedConnection used, Function<Satellite, T> work) {
        Satellite satellite = satellite(used);
        try {
            return work.apply(satellite);
        } catch (RuntimeException failed) {
            if (!satellite.isAlive()) {
                lost = GroundstationException.in(failed);
                used.broken(this, failed);
            }
            throw failed;
        }
    }

    /** @throws GroundstationException {@link ErrorCode#CONNECTION_CLOSED}, or why the satellite is gone */
    SatelliteManagedConnection open() {
        SatelliteManagedConnection used = seat;
        if (used == null) {
            throw closed();
        }
        return used;
    }

    private Satellite satellite(SatelliteManagedConnection used) {
        return used.currentSatellite().orElseThrow(this::closed);
    }

    private GroundstationException closed() {
        GroundstationException why = lost;
        return why == null ? new GroundstationException(ErrorCode.CONNECTION_CLOSED) : why;
    }

    BufferAllocator allocator() {
        return open().factory().adapter().allocator();
    }

    SatelliteListener listener() {
        return open().factory().adapter().listener();
    }

    Duration timeout(ExternalScript script) {
        return script.timeout().orElseGet(open().factory()::scriptTimeout);
    }

    int messagesMax() {
        return open().factory().messagesMax();
    }

    void sessionClosed() {
        session = null;
    }

    private void requireNoSession() {
        if (session != null) {
            throw new GroundstationException(ErrorCode.CONNECTION_BUSY);
        }
    }
}

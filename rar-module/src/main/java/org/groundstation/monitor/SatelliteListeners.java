package org.groundstation.monitor;

import java.util.List;
import java.util.function.Consumer;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.admin.IsolationView;

/** Passes every event on to several listeners, in order. */
public final class SatelliteListeners implements SatelliteListener {
    private final List<SatelliteListener> listeners;

    public SatelliteListeners(SatelliteListener... listeners) {
        this.listeners = List.of(listeners);
    }

    @Override
    public void satelliteLaunched(long id, long pid, String runtime, long launchMillis) {
        each(listener -> listener.satelliteLaunched(id, pid, runtime, launchMillis));
    }

    @Override
    public void satelliteAssigned(long id) {
        each(listener -> listener.satelliteAssigned(id));
    }

    @Override
    public void satelliteEnding(long id) {
        each(listener -> listener.satelliteEnding(id));
    }

    @Override
    public void satelliteEnded(long id, int status) {
        each(listener -> listener.satelliteEnded(id, status));
    }

    @Override
    public void satelliteLost(long id, ErrorCode code, String reason) {
        each(listener -> listener.satelliteLost(id, code, reason));
    }

    @Override
    public void executionStarted(long id, String requestId) {
        each(listener -> listener.executionStarted(id, requestId));
    }

    @Override
    public void executionEnded(long id, String requestId, ErrorCode error, long rowsIn, long rowsOut, long millis) {
        each(listener -> listener.executionEnded(id, requestId, error, rowsIn, rowsOut, millis));
    }

    @Override
    public void networkAsked(long id, String caller, String script, String destination, boolean granted) {
        each(listener -> listener.networkAsked(id, caller, script, destination, granted));
    }

    @Override
    public void networkClosed(long id, String destination, long sent, long received, String failure) {
        each(listener -> listener.networkClosed(id, destination, sent, received, failure));
    }

    @Override
    public void isolationReported(IsolationView isolation) {
        each(listener -> listener.isolationReported(isolation));
    }

    @Override
    public void launcherReported(String text) {
        each(listener -> listener.launcherReported(text));
    }

    private void each(Consumer<SatelliteListener> event) {
        listeners.forEach(event);
    }
}

package org.groundstation.monitor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.admin.IsolationView;

/** Writes what happens to the server log. Never the script's text, its rows or its parameters. */
public final class SatelliteLog implements SatelliteListener {
    private static final Logger LOG = System.getLogger("org.groundstation");

    @Override
    public void satelliteLaunched(long id, long pid, String runtime, long launchMillis) {
        LOG.log(Level.DEBUG, "satellite {0} launched: pid {1}, {2}, {3} ms", text(id), text(pid), runtime, text(launchMillis));
    }

    @Override
    public void satelliteEnded(long id, int status) {
        LOG.log(Level.DEBUG, "satellite {0} ended with status {1}", text(id), text(status));
    }

    @Override
    public void satelliteLost(long id, ErrorCode code, String reason) {
        LOG.log(Level.WARNING, "{0}: satellite {1} was lost: {2}", code.id(), text(id), reason);
    }

    @Override
    public void executionEnded(long id, String requestId, ErrorCode error, long rowsIn, long rowsOut, long millis) {
        LOG.log(error == null ? Level.DEBUG : Level.INFO, "request {0} on satellite {1}: {2}, {3} rows in, {4} rows out, {5} ms",
                requestId, text(id), error == null ? "completed" : error.id(), text(rowsIn), text(rowsOut), text(millis));
    }

    @Override
    public void networkAsked(long id, String caller, String script, String destination, boolean granted) {
        LOG.log(granted ? Level.INFO : Level.WARNING, "network: satellite {0}, {1}, script {2}: connection to {3} {4}",
                text(id), caller.isEmpty() ? "the server itself" : "caller " + caller, script, destination, granted ? "allowed" : "refused");
    }

    @Override
    public void networkClosed(long id, String destination, long sent, long received, String failure) {
        LOG.log(failure.isEmpty() ? Level.INFO : Level.WARNING, "network: satellite {0}: connection to {1} {2}, {3} bytes sent, {4} received",
                text(id), destination, failure.isEmpty() ? "closed" : "failed (" + failure + ")", text(sent), text(received));
    }

    @Override
    public void isolationReported(IsolationView isolation) {
        boolean complete = isolation.layers().stream().allMatch(layer -> layer.reason().isEmpty());
        LOG.log(complete ? Level.INFO : Level.WARNING, "isolation of satellites: {0}", isolation.summary());
        if (!isolation.keepsFiles()) {
            LOG.log(Level.WARNING, "no isolation: trusted code only. Scripts can do whatever the server's user can.");
        }
    }

    @Override
    public void launcherReported(String text) {
        LOG.log(Level.WARNING, "Python launcher: {0}", text);
    }

    /** Numbers as plain digits: the log's own format would group them. */
    private static String text(long number) {
        return Long.toString(number);
    }
}

package org.groundstation.monitor;

import org.groundstation.api.ErrorCode;
import org.groundstation.api.admin.IsolationView;

/**
 * Told what happens to satellites. Called on the thread where it happens: be quick and throw nothing.
 */
public interface SatelliteListener {
    /**
     * A satellite reported for duty.
     *
     * @param runtime its Python, for example {@code Python 3.11.7}
     * @param launchMillis from the order to its first message, in ms
     */
    default void satelliteLaunched(long id, long pid, String runtime, long launchMillis) {
    }

    /** A satellite has been given to a caller; until then it was a spare. */
    default void satelliteAssigned(long id) {
    }

    /** The Launchpad ordered a satellite to end. */
    default void satelliteEnding(long id) {
    }

    /** A satellite's processes are gone. @param status exit code, or 128 + signal */
    default void satelliteEnded(long id, int status) {
    }

    /** A satellite died, hung or broke the protocol while it was in use. */
    default void satelliteLost(long id, ErrorCode code, String reason) {
    }

    /** A script starts on a satellite. */
    default void executionStarted(long id, String requestId) {
    }

    /**
     * A script has ended.
     *
     * @param error what it failed with, or null
     * @param rowsIn rows sent
     * @param rowsOut rows received
     */
    default void executionEnded(long id, String requestId, ErrorCode error, long rowsIn, long rowsOut, long millis) {
    }

    /**
     * A script wants to connect to a host.
     *
     * @param caller whose script it is
     * @param script its fingerprint
     * @param destination host and port
     */
    default void networkAsked(long id, String caller, String script, String destination, boolean granted) {
    }

    /**
     * A connection of a script is closed.
     *
     * @param sent bytes to the host
     * @param received bytes from the host
     * @param failure why it could not be made; empty if it was
     */
    default void networkClosed(long id, String destination, long sent, long received, String failure) {
    }

    /** A launcher has found out what keeps its satellites apart from the server. */
    default void isolationReported(IsolationView isolation) {
    }

    /** Something about the launcher that an administrator should read. */
    default void launcherReported(String text) {
    }
}

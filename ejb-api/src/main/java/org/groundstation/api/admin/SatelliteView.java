package org.groundstation.api.admin;

import java.time.Instant;

/**
 * One satellite.
 *
 * @param id its number, unique for the life of the server
 * @param pid its process id
 * @param state what it does now
 * @param runtime the Python version it runs, for example {@code Python 3.11.7}
 * @param requestId the execution that runs now, or null
 * @param startedAt when it was launched
 * @param launchMillis from the order to its first message, in ms
 * @param executions scripts that it has run or is running
 */
public record SatelliteView(long id, long pid, State state, String runtime, String requestId, Instant startedAt,
        long launchMillis, long executions) {
    /** What a satellite does. A SPARE waits for its first caller. */
    public enum State { SPARE, IDLE, RUNNING, ENDING }
}

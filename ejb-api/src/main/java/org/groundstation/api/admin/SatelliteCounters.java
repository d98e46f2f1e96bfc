package org.groundstation.api.admin;

/**
 * Totals since the server started.
 *
 * @param launched satellites started
 * @param lost satellites that died, hung or broke the protocol while in use
 * @param executions scripts begun
 * @param executionErrors scripts that failed
 * @param executionMillis time spent in executions, in ms
 * @param rowsIn rows sent to scripts
 * @param rowsOut rows that came back
 */
public record SatelliteCounters(long launched, long lost, long executions, long executionErrors, long executionMillis,
        long rowsIn, long rowsOut) {
}

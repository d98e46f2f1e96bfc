package org.groundstation.api.admin;

import java.time.Instant;

/**
 * One grant and what was made of it since the server started.
 *
 * @param grant what is granted
 * @param grantedBy the administrator who granted it
 * @param grantedAt when
 * @param open connections that are open now
 * @param connections all that were allowed
 * @param sentBytes from scripts to the host, of connections that were closed
 * @param receivedBytes from the host to scripts, of connections that were closed
 * @param lastUsed when a connection was allowed last, or null
 */
public record NetworkGrantView(NetworkGrant grant, String grantedBy, Instant grantedAt, int open, long connections, long sentBytes,
        long receivedBytes, Instant lastUsed) {
}

package org.groundstation.api.admin;

import java.time.Instant;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** What scripts may connect to, for the administrator of this server. Grants last as long as the server. Thread-safe. */
public interface NetworkGrants {
    /** All grants by host, port and script. */
    List<NetworkGrantView> all();

    /**
     * Lets scripts connect. Satellites that are in use do not see a new host before their next use. What is granted already stays as it is.
     *
     * @param by the administrator who takes the responsibility
     * @param at when that was
     * @throws GroundstationException {@link ErrorCode#NETWORK_GRANT_UNAVAILABLE} when this machine cannot keep scripts to what is granted,
     *         {@link ErrorCode#NETWORK_GRANT_INVALID} when there are too many
     */
    void grant(NetworkGrant grant, String by, Instant at);

    /**
     * Takes a grant away and closes the connections that it allowed.
     *
     * @param by the administrator who does
     * @throws GroundstationException {@link ErrorCode#NETWORK_GRANT_UNKNOWN}
     */
    void revoke(NetworkGrant grant, String by);
}

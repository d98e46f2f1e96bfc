package org.groundstation.console.rest;

import org.groundstation.api.admin.NetworkGrant;

/**
 * A {@link NetworkGrant} as JSON.
 *
 * @param script the fingerprint of the one script that may, or nothing
 * @param source instead of the fingerprint: the script's text
 */
public record NetworkRequest(String host, Integer port, String script, String source) {

    /** @throws org.groundstation.api.GroundstationException when host, port or fingerprint are none */
    NetworkGrant toGrant() {
        NetworkGrant grant = new NetworkGrant(host, port == null ? 0 : port, script);
        return source == null || source.isEmpty() ? grant : grant.onlyFor(source);
    }
}

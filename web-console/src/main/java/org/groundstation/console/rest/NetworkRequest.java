package org.groundstation.console.rest;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.groundstation.api.admin.NetworkGrant;

/**
 * A host that scripts may connect to.
 *
 * @param host a name or an IPv4 address
 * @param port 1 to 65535
 * @param script SHA-256 of the one script that may, as 64 hexadecimal digits; empty for every script
 * @param source instead of the fingerprint: the script's text, to the letter
 */
@Schema(requiredProperties = {"host", "port"})
public record NetworkRequest(String host, @Schema(minimum = "1", maximum = "65535") Integer port, String script, String source) {

    /** @throws org.groundstation.api.GroundstationException when host, port or fingerprint are none */
    NetworkGrant toGrant() {
        NetworkGrant grant = new NetworkGrant(host, port == null ? 0 : port, script);
        return source == null || source.isEmpty() ? grant : grant.onlyFor(source);
    }
}

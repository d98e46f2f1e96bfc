package org.groundstation.launchpad.host;

import java.nio.file.Path;
import java.util.List;

/**
 * What a new satellite's gate is told.
 *
 * @param server the socket at which it asks
 * @param token what it proves its origin with, once
 * @param destinations where it listens for connections
 */
public record GateAccess(Path server, String token, List<Destination> destinations) {
}

package org.groundstation.launchpad.network;

import java.nio.file.Path;
import java.util.List;

/**
 * What a new satellite's gate is told.
 *
 * @param desk the socket at which it asks
 * @param token what it proves its origin with, once
 * @param destinations where it listens for connections
 */
public record WayOut(Path desk, String token, List<Destination> destinations) {
}

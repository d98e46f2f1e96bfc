package org.groundstation.launchpad.host;

/** A host, by name or IPv4 address, and a TCP port. */
public record Destination(String host, int port) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}

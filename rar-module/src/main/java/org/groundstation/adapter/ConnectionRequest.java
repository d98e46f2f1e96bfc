package org.groundstation.adapter;

import jakarta.resource.spi.ConnectionRequestInfo;

/**
 * What somebody wants a satellite for: one that was kept for another request is of no use.
 *
 * @param caller whose scripts it will run
 * @param pool name of the external resource pool that it belongs to
 */
record ConnectionRequest(Caller caller, String pool) implements ConnectionRequestInfo {
}

package org.groundstation.adapter;

import jakarta.resource.spi.ConnectionRequestInfo;
import org.groundstation.exchange.RuntimeName;
import org.groundstation.launchpad.SatelliteRequest;

/**
 * What somebody wants a satellite for: one that was kept for another request is of no use.
 *
 * @param caller whose scripts it will run
 * @param pool name of the external resource pool that it belongs to
 * @param runtime what it must have loaded
 */
record ConnectionRequest(Caller caller, String pool, RuntimeName runtime) implements ConnectionRequestInfo {
    SatelliteRequest forLaunchpad() {
        return new SatelliteRequest(caller.name(), pool, runtime);
    }
}

package org.groundstation.launchpad;

import org.groundstation.exchange.RuntimeName;

/**
 * What somebody wants a satellite for.
 *
 * @param caller whose scripts it will run; with worker accounts, as the account of this caller; empty for the server itself
 * @param pool name of the external resource pool that it belongs to
 * @param runtime what it must have loaded
 */
public record SatelliteRequest(String caller, String pool, RuntimeName runtime) {
}

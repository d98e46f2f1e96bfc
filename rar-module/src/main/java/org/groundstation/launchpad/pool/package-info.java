/**
 * External resource pools: who may have a satellite when, and what keeps it within its limits. Control groups do where the
 * machine grants them, version 2 or 1; elsewhere a watchdog looks at the processes.
 */
package org.groundstation.launchpad.pool;

/**
 * The Launchpad: starts satellites through trusted launchers, watches them and ends them. Knows the exchange, not the
 * container.
 */
package org.groundstation.launchpad;

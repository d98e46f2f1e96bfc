/** Launching satellites: time, memory, and what is left afterwards. */
package org.groundstation.bench.launchpad;

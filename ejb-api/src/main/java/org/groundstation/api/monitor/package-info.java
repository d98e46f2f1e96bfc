/** Records of the read-only views: what satellites, executions and jobs look like from outside. */
package org.groundstation.api.monitor;

/** One listener for everything that happens to satellites: it feeds the log, the counters, the views and the tests. */
package org.groundstation.monitor;

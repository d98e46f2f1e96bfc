/** What Prometheus reads: Payara's MicroProfile Metrics with ours among them, for administrators only. */
package org.groundstation.console.metrics;

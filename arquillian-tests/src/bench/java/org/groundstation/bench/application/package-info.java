/** An application on the server, beside the product: its injected connector is what is measured. */
package org.groundstation.bench.application;

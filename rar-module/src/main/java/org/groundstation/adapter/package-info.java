/** Jakarta Connectors: the pool of satellites as the container manages it, and the handles that applications hold. */
package org.groundstation.adapter;

/**
 * What runs before Payara Micro does, in a class loader of its own: the JDK, the settings, the API's errors and {@code signal} are all it has.
 * What the Launchpad checks and Payara itself are called by name.
 */
package org.groundstation.server.boot;

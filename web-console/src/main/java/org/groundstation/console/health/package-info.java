/** What load balancers and supervisors ask without a login. */
package org.groundstation.console.health;

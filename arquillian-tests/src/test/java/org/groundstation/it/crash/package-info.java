/** What must hold when servers, satellites and databases go away, and when users give what cannot work. */
package org.groundstation.it.crash;

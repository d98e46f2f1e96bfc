/** What the application does when it comes up, in the one order that works. It knows everybody; only the demo knows it. */
package org.groundstation.server.start;

/** What both sides of the start use, {@code boot} before Payara and the application inside it: how it goes, and what people must see. */
package org.groundstation.server.signal;

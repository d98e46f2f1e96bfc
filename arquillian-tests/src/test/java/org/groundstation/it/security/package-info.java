/** The security suite: what scripts try to break out of their satellite, through the real connector, as several kinds of user. */
package org.groundstation.it.security;

/** Who may call what: login, sessions, the default deny, and the headers of every answer. */
package org.groundstation.console.security;

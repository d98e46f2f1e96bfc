/** What the server is configured with before it starts, and the folders that this names. Applications have no use for it. */
package org.groundstation.settings;

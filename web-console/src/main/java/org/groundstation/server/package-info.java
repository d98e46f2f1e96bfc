/** The main class of the server jar, alone: an old JVM must be able to load it, and nothing else may stand beside it. */
package org.groundstation.server;

/** The application around the API: its resources, its start, and under {@code rest}, {@code security} and {@code live} the console's server side. */
package org.groundstation.console;

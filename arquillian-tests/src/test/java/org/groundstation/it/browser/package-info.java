/** The console in a real browser. */
package org.groundstation.it.browser;

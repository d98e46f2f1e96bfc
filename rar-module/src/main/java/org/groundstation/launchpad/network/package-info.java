/** What satellites may connect to: the grants, and the desk at which their gates ask. */
package org.groundstation.launchpad.network;

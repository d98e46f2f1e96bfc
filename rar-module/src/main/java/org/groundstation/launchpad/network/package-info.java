/** What satellites may connect to: the grants, and the server that their gates ask. */
package org.groundstation.launchpad.network;

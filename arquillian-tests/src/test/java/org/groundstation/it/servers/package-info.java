/** The resource adapter on servers that are not Groundstation: each is started as its administrator would, with the README's application. */
package org.groundstation.it.servers;

/** Pushes what changes to the browsers that watch. */
package org.groundstation.console.live;

/**
 * Rounds of trouble: a small job on a real server, one kind of trouble at one moment, and a look at every row afterwards. A round is drawn
 * from the seed and its number, so that it can be repeated.
 */
package org.groundstation.it.crash.rounds;

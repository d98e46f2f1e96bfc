package org.groundstation.it.crash.rounds;

/**
 * A database that rounds end and start.
 *
 * @param stop ends it in order
 * @param crash ends it as a crash does
 * @param start starts it again with its data
 */
record DatabaseProcess(Runnable stop, Runnable crash, Runnable start) {
}

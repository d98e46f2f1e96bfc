package org.groundstation.server.start;

/**
 * The CDI event of a server that is up: schema, administrator and batch server are there, and requests are answered.
 * Fired once, on a managed thread without a transaction; observers may take their time.
 */
public record ServerReady() {
}

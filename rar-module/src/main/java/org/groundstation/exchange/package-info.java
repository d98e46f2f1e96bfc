/**
 * The binary exchange: frames, Arrow batches in them, and the life of one script session on a connection. Knows no
 * process and no container. The format is written down in {@code docs/protocol.md}.
 */
package org.groundstation.exchange;

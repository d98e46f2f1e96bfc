package org.groundstation.batch.database;

import javax.sql.DataSource;

/**
 * A database that jobs use. Thread-safe.
 *
 * @param writer connections that take part in the transaction of the calling thread
 * @param reader connections outside of it
 */
public record Endpoint(Dialect dialect, DataSource writer, DataSource reader) {
}

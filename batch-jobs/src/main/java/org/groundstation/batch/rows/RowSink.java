package org.groundstation.batch.rows;

import java.sql.Connection;
import java.sql.SQLException;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Appends record batches to one table. Keeps no connection; not thread-safe. */
@FunctionalInterface
public interface RowSink {
    /**
     * Writes all rows within the transaction of the connection.
     *
     * @param results has a vector for each column of the {@link ResultTarget}, found by name without regard to case
     * @return the number of rows that the database counted
     * @throws SQLException when the database refuses a row; the caller must roll back
     */
    long write(Connection connection, VectorSchemaRoot results) throws SQLException;
}

package org.groundstation.batch.rows;

import java.sql.SQLException;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The rows of one query, forward only, a record batch at a time. Not thread-safe. */
public interface BatchSource extends AutoCloseable {
    /** The batch that every read fills anew; owned by the source, freed when it closes. */
    VectorSchemaRoot batch();

    /**
     * Fills the batch with the next rows, replacing what it held.
     *
     * @return the number of rows; 0 at the end
     */
    int read() throws SQLException;

    /** Makes a read that waits fail soon; from any thread. Afterwards the source can only be closed. */
    void cancel() throws SQLException;

    /**
     * Ends the query wherever it is. Afterwards the connection takes statements again, or is closed because it could not be
     * brought to that; it never waits for rows that nobody wants.
     */
    @Override
    void close() throws SQLException;
}

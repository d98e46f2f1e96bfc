package org.groundstation.api.columnar.type;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Copies the value at the cursor of a result, or NULL, into one row of one vector; chosen once for each column. */
@FunctionalInterface
public interface CellReader {
    /**
     * Copies the value, growing the vector when needed.
     *
     * @param row of the vector, from 0
     * @throws UnfitValueException when the value has no counterpart in the vector
     */
    void read(ResultSet rows, int row) throws SQLException;
}

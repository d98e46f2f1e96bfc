package org.groundstation.api.columnar.type;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Sets one parameter of an insert from one vector, chosen once for each batch. Numbers travel as primitives. */
@FunctionalInterface
public interface CellBinder {
    /** Binds the value of a row. */
    void bind(PreparedStatement insert, int row) throws SQLException;
}

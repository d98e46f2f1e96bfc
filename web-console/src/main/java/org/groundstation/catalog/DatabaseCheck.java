package org.groundstation.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** Whether the database is there. */
final class DatabaseCheck {
    private DatabaseCheck() {
    }

    /** @throws GroundstationException {@link ErrorCode#DATABASE_UNAVAILABLE} with the driver's own words */
    static void reachable(DataSource database) {
        try (Connection connection = database.getConnection()) {
            connection.getMetaData();
        } catch (SQLException unreachable) {
            throw new GroundstationException(ErrorCode.DATABASE_UNAVAILABLE, unreachable, driverMessage(unreachable));
        }
    }

    /** Pools wrap what the driver says several times over. */
    private static String driverMessage(SQLException error) {
        String message = error.getMessage();
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (at instanceof SQLException && at.getMessage() != null) {
                message = at.getMessage();
            }
        }
        return message;
    }
}

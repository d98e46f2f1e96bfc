package org.groundstation.batch.database;

import java.sql.SQLException;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** Errors of JDBC as errors of Groundstation. */
public final class DatabaseErrors {
    /** What the server's pool says when it cannot connect; it keeps the driver's error as text only. */
    private static final String POOL_CANNOT_CONNECT = "Error in allocating a connection";

    private static final String ROLLED_BACK = "40";

    private DatabaseErrors() {
    }

    /** {@link ErrorCode#DATABASE_UNAVAILABLE} when the connection is gone, else {@link ErrorCode#DATABASE_REFUSED}. */
    public static GroundstationException of(Dialect dialect, SQLException error) {
        GroundstationException known = GroundstationException.in(error);
        if (known != null) {
            return known;
        }
        SQLException told = error.getNextException() == null ? error : alone(error.getNextException());
        ErrorCode code = isConnectionLost(dialect, error) ? ErrorCode.DATABASE_UNAVAILABLE : ErrorCode.DATABASE_REFUSED;
        return new GroundstationException(code, told, String.valueOf(told.getMessage()).strip());
    }

    /** A refused batch of H2 is a chain of one error for each row; printing thousands of them overflows the stack. */
    private static SQLException alone(SQLException chained) {
        SQLException alone = new SQLException(chained.getMessage(), chained.getSQLState(), chained.getErrorCode());
        alone.setStackTrace(chained.getStackTrace());
        return alone;
    }

    /** Whether the database gave a transaction up for the sake of another one, as in a deadlock: SQL's class 40. */
    public static boolean isRolledBack(SQLException error) {
        for (SQLException at = error; at != null; at = at.getNextException()) {
            if (String.valueOf(at.getSQLState()).startsWith(ROLLED_BACK)) {
                return true;
            }
        }
        return false;
    }

    /** Whether any error in the chain of causes says that the database cannot be reached. */
    public static boolean isConnectionLost(Dialect dialect, Throwable error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (at instanceof GroundstationException known && known.code() == ErrorCode.DATABASE_UNAVAILABLE) {
                return true;
            }
            if (String.valueOf(at.getMessage()).contains(POOL_CANNOT_CONNECT)) {
                return true;
            }
            for (SQLException sql = at instanceof SQLException first ? first : null; sql != null; sql = sql.getNextException()) {
                if (dialect.isConnectionLost(sql)) {
                    return true;
                }
            }
        }
        return false;
    }
}

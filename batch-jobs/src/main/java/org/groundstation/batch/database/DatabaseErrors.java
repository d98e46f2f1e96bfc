package org.groundstation.batch.database;

import java.sql.SQLException;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** Errors of JDBC as errors of Groundstation. */
public final class DatabaseErrors {
    /** What the server's pool says when it cannot connect; it keeps the driver's error as text only. */
    private static final String POOL_CANNOT_CONNECT = "Error in allocating a connection";

    /** What it adds when all of its connections are in use. */
    private static final String POOL_IN_USE = "In-use connections equal max-pool-size";

    private static final String ROLLED_BACK = "40";

    private DatabaseErrors() {
    }

    /**
     * {@link ErrorCode#DATABASE_BUSY} when all connections are in use, {@link ErrorCode#DATABASE_UNAVAILABLE} when the connection is
     * gone, else {@link ErrorCode#DATABASE_REFUSED}.
     */
    public static GroundstationException of(Dialect dialect, SQLException error) {
        GroundstationException known = GroundstationException.in(error);
        if (known != null) {
            return known;
        }
        SQLException told = error.getNextException() == null ? error : alone(error.getNextException());
        ErrorCode code = isConnectionLost(dialect, error) ? lost(dialect, error) : ErrorCode.DATABASE_REFUSED;
        return new GroundstationException(code, told, String.valueOf(told.getMessage()).strip());
    }

    /** A refused batch of H2 is a chain of one error for each row; printing thousands of them overflows the stack. */
    private static SQLException alone(SQLException chained) {
        SQLException alone = new SQLException(chained.getMessage(), chained.getSQLState(), chained.getErrorCode());
        alone.setStackTrace(chained.getStackTrace());
        return alone;
    }

    /** Which of the errors that pass it is: {@link ErrorCode#DATABASE_BUSY} or {@link ErrorCode#DATABASE_UNAVAILABLE}. */
    public static ErrorCode lost(Dialect dialect, Throwable error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            boolean full = at instanceof SQLException sql && dialect.isFull(String.valueOf(sql.getSQLState()), sql.getErrorCode());
            if (full || String.valueOf(at.getMessage()).contains(POOL_IN_USE)) {
                return ErrorCode.DATABASE_BUSY;
            }
        }
        return ErrorCode.DATABASE_UNAVAILABLE;
    }

    /**
     * Whether the statement was refused for the sake of another transaction, as in a deadlock (SQL's class 40) or after a wait for its
     * lock: a new transaction may succeed.
     */
    public static boolean isPassing(Dialect dialect, SQLException error) {
        for (SQLException at = error; at != null; at = at.getNextException()) {
            String state = String.valueOf(at.getSQLState());
            if (state.startsWith(ROLLED_BACK) || dialect.isPassing(state, at.getErrorCode())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether any error in the chain of causes says that there is no connection to the database, be it away or the pool used up: what
     * needs one can go on later.
     */
    public static boolean isConnectionLost(Dialect dialect, Throwable error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (at instanceof GroundstationException known && (known.code() == ErrorCode.DATABASE_UNAVAILABLE
                    || known.code() == ErrorCode.DATABASE_BUSY)) {
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

package org.groundstation.api.columnar.type;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.DateTimeException;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** A value of a database that has no counterpart in a batch. Whoever knows column and row tells the caller. */
public final class UnfitValueException extends RuntimeException {
    /** What follows an array that begins elsewhere. */
    public static final String OTHER_BOUND = "is an array that does not begin at 1";

    private static final long serialVersionUID = 1;
    private static final int SHOWN = 100;
    private static final String DATA_EXCEPTION = "22";

    private final String value;
    private final String why;

    /**
     * @param value as the database writes it
     * @param why what follows the value in a sentence, for example {@code is infinite}
     */
    public UnfitValueException(String value, String why) {
        this(value, why, null);
    }

    private UnfitValueException(String value, String why, Throwable cause) {
        super(value + " " + why, cause);
        this.value = value;
        this.why = why;
    }

    /**
     * What a driver threw when it was asked for a value.
     *
     * @param value as the database writes it
     * @return null when the error is not about the value: a lost connection, a query that failed
     */
    public static UnfitValueException of(Exception failed, String value) {
        if (failed instanceof UnfitValueException unfit) {
            return unfit;
        }
        boolean data = failed instanceof SQLException refused
                ? refused instanceof SQLDataException || refused instanceof SQLFeatureNotSupportedException
                        || String.valueOf(refused.getSQLState()).startsWith(DATA_EXCEPTION)
                : failed instanceof ArithmeticException || failed instanceof DateTimeException || failed instanceof IllegalArgumentException
                        || failed instanceof UnsupportedOperationException || failed instanceof ClassCastException;
        return data ? new UnfitValueException(value, "cannot be read (" + String.valueOf(failed.getMessage()).strip() + ")", failed) : null;
    }

    /**
     * The error with its place.
     *
     * @param row of the result, from 1
     */
    public GroundstationException in(String column, long row) {
        return new GroundstationException(ErrorCode.INPUT_VALUE_UNFIT, this, column, "row " + row + ": " + quoted(value) + " " + why);
    }

    /** A value for a message: between quotes, cut to 100 characters. */
    public static String quoted(String value) {
        if (value == null) {
            return "the value";
        }
        return value.length() <= SHOWN ? "'" + value + "'"
                : "'" + value.substring(0, Character.isHighSurrogate(value.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN) + "...'";
    }
}

package org.groundstation.batch.rows;

/**
 * What a column silently changes about values of its type. Values within the limits are kept as they are.
 *
 * @param secondDigits digits of seconds after the point that it keeps; it rounds or cuts the others
 * @param characters the most characters of a text; it cuts blanks behind them
 * @param bytes the most bytes of a text in UTF-8
 * @param filled whether shorter bytes are filled up to {@code bytes}
 * @param stripped whether blanks at the end of a text are lost
 */
public record Limits(int secondDigits, int characters, int bytes, boolean filled, boolean stripped) {
    /** Digits of seconds that a batch has. */
    public static final int MICROSECONDS = 6;
    /** Every value is kept. */
    public static final Limits NONE = new Limits(MICROSECONDS, Integer.MAX_VALUE, Integer.MAX_VALUE, false, false);

    /** Times with so many digits of seconds. */
    public static Limits ofSeconds(int digits) {
        return new Limits(Math.min(digits, MICROSECONDS), Integer.MAX_VALUE, Integer.MAX_VALUE, false, false);
    }

    /** Texts of at most so many characters. */
    public static Limits ofCharacters(int most) {
        return new Limits(MICROSECONDS, most, Integer.MAX_VALUE, false, false);
    }

    /** Texts of at most so many bytes. */
    public static Limits ofBytes(int most) {
        return new Limits(MICROSECONDS, Integer.MAX_VALUE, most, false, false);
    }

    /** Bytes of exactly that number. */
    public static Limits ofFilledBytes(int length) {
        return new Limits(MICROSECONDS, Integer.MAX_VALUE, length, true, false);
    }

    /** The same, and blanks at the end of a text are lost. */
    public Limits withoutBlanksAtTheEnd() {
        return new Limits(secondDigits, characters, bytes, filled, true);
    }
}

package org.groundstation.api.columnar.type;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.groundstation.api.SqlType;

/** Decimals without limits, which fit no Arrow number: their digits as text, without an exponent. */
final class NumericType extends TextType {
    static final NumericType INSTANCE = new NumericType();

    /** The most digits on either side of the point: what PostgreSQL has. */
    private static final int DIGITS = 131_072;

    private NumericType() {
        super(Types.DECIMAL, Set.of("numeric"), BigDecimal.class);
    }

    @Override
    SqlType in(JdbcColumn column) {
        boolean floating = column.isFloatingDecimal() && column.jdbcType() != Types.ARRAY;
        return floating || DecimalType.isExact(column) && !DecimalType.fits(column) ? SqlType.NUMERIC : null;
    }

    @Override
    byte[] encoded(String text) {
        return plain(text).getBytes(StandardCharsets.US_ASCII);
    }

    /** H2 writes exponents; NaN and the infinities have none. */
    private static String plain(String text) {
        if (text.indexOf('E') < 0 && text.indexOf('e') < 0) {
            return text;
        }
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) > DIGITS) {
            throw new UnfitValueException(text, "has more than " + DIGITS + " digits");
        }
        return number.toPlainString();
    }

    /** NaN and the infinities, which BigDecimal has not, are a Double. */
    @Override
    public Object get(FieldVector vector, int row) {
        String text = new String(((VarCharVector) vector).get(row), StandardCharsets.UTF_8);
        return text.endsWith("N") || text.endsWith("y") ? (Object) Double.valueOf(text) : new BigDecimal(text);
    }

    @Override
    public void set(FieldVector vector, int row, Object value) {
        ((VarCharVector) vector).setSafe(row, DecimalType.number(value).toPlainString().getBytes(StandardCharsets.US_ASCII));
    }

    /** Digits, a sign before and a point among them: no exponent, which could ask for more digits than there is memory. */
    @Override
    public String fault(RawColumn column) {
        return column.every(row -> isNumber(column, column.offset(row), column.offset(row + 1))) ? null : "holds text that is not a number";
    }

    private static boolean isNumber(RawColumn column, int start, int end) {
        boolean digit = false;
        boolean point = false;
        for (int at = start; at < end; at++) {
            byte letter = column.body().getByte(column.values() + at);
            boolean isDigit = letter >= '0' && letter <= '9';
            if (!isDigit && (letter != '.' || point) && (letter != '-' || at > start)) {
                return false;
            }
            digit |= isDigit;
            point |= letter == '.';
        }
        return digit;
    }
}

package org.groundstation.batch.postgres;

/** PostgreSQL's numeric of any length as text: digits, point and sign, no exponent; NaN and the infinities by name. */
final class NumericText {
    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xc000;
    private static final int INFINITE = 0xd000;
    private static final int BASE_DIGITS = 4;

    private NumericText() {
    }

    /** Reads the binary form: count of digits of base 10,000, weight of the first one, sign, digits after the point. */
    static String of(byte[] bytes, int at) {
        int count = Bytes.getShort(bytes, at) & 0xffff;
        int weight = Bytes.getShort(bytes, at + 2);
        int sign = Bytes.getShort(bytes, at + 4) & 0xffff;
        int scale = Bytes.getShort(bytes, at + 6) & 0xffff;
        if (sign != 0 && sign != NEGATIVE) {
            return sign == NAN ? "NaN" : sign == INFINITE ? "Infinity" : "-Infinity";
        }
        StringBuilder text = new StringBuilder();
        for (int position = Math.max(weight, 0); position >= -((scale + BASE_DIGITS - 1) / BASE_DIGITS); position--) {
            int index = weight - position;
            int digit = index >= 0 && index < count ? Bytes.getShort(bytes, at + Numeric.HEADER + 2 * index) : 0;
            String four = Integer.toString(10_000 + digit).substring(1);
            text.append(position == 0 && scale > 0 ? four + "." : four);
        }
        int point = scale > 0 ? text.indexOf(".") : text.length();
        text.setLength(scale > 0 ? point + 1 + scale : point);
        int zeros = 0;
        while (zeros < point - 1 && text.charAt(zeros) == '0') {
            zeros++;
        }
        text.delete(0, zeros);
        return sign == NEGATIVE ? text.insert(0, '-').toString() : text.toString();
    }
}

package org.groundstation.bench;

import java.util.Locale;

/** How measurements are written. */
final class Numbers {
    private Numbers() {
    }

    /** Three digits that count, or all before the point, without an exponent. */
    static String text(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : value >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}

package org.groundstation.exchange;

import java.math.BigInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Whether decimals have no more digits than their type, which Arrow's libraries take for granted. */
final class DigitsCheck {
    private final int bytes;
    private final BigInteger limit;
    private final boolean takesEveryLong;

    DigitsCheck(ArrowType.Decimal type) {
        bytes = type.getBitWidth() / Byte.SIZE;
        limit = BigInteger.TEN.pow(type.getPrecision());
        takesEveryLong = limit.bitLength() > Long.SIZE;
    }

    /** @param row where the number is among the values, the least significant byte first */
    boolean fits(ArrowBuf values, long row) {
        long at = row * bytes;
        long low = values.getLong(at);
        boolean isLong = true;
        for (int i = Long.BYTES; i < bytes; i += Long.BYTES) {
            isLong &= values.getLong(at + i) == low >> Long.SIZE - 1;
        }
        if (isLong) {
            return takesEveryLong || Math.abs(low) < limit.longValue() && low != Long.MIN_VALUE;
        }
        if (limit.bitLength() < Long.SIZE) {
            return false;
        }
        byte[] number = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            number[i] = values.getByte(at + bytes - 1 - i);
        }
        return new BigInteger(number).abs().compareTo(limit) < 0;
    }
}

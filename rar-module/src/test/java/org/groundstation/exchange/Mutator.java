package org.groundstation.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes hostile bytes out of honest ones; the same seed makes the same bytes. */
final class Mutator {
    private static final long[] EDGES = {0, 1, -1, 7, 8, 127, 128, 255, 256, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE,
        Integer.MAX_VALUE - 7L, 1L << 31, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 7};

    private final List<byte[]> honest;
    private final Random random;

    Mutator(List<byte[]> honest, long seed) {
        this.honest = honest;
        this.random = new Random(seed);
    }

    byte[] next() {
        byte[] bytes = honest.get(random.nextInt(honest.size())).clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > Long.BYTES; changes--) {
            bytes = change(bytes);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes) {
        int at = random.nextInt(bytes.length - Long.BYTES);
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> bytes[at] = (byte) random.nextInt(256);
            case 3, 4 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 5, 6 -> view.putInt(at & -Integer.BYTES, (int) edge(bytes));
            case 7, 8 -> view.putLong(at & -Long.BYTES, edge(bytes));
            case 9 -> view.putInt(at & -Integer.BYTES, view.getInt(at & -Integer.BYTES) + random.nextInt(33) - 16);
            case 10 -> {
                return Arrays.copyOf(bytes, at);
            }
            default -> {
                byte[] other = honest.get(random.nextInt(honest.size()));
                int from = random.nextInt(other.length);
                System.arraycopy(other, from, bytes, at, Math.min(random.nextInt(64), Math.min(other.length - from, bytes.length - at)));
            }
        }
        return bytes;
    }

    private long edge(byte[] bytes) {
        return random.nextInt(3) == 0 ? random.nextInt(bytes.length * 2) : EDGES[random.nextInt(EDGES.length)];
    }
}

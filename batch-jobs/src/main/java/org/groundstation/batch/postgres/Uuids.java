package org.groundstation.batch.postgres;

import java.util.UUID;
import org.apache.arrow.vector.VarCharVector;
import org.groundstation.api.columnar.Values;

/** UUIDs between 16 bytes and their text of 36 characters. Not thread-safe. */
final class Uuids {
    private static final int TEXT = 36;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final byte[] text = new byte[TEXT];

    /** Sets a cell to the text of 16 bytes. */
    void read(byte[] bytes, int at, VarCharVector vector, int row) {
        int to = 0;
        for (int i = 0; i < 2 * Long.BYTES; i++) {
            if (isDash(to)) {
                text[to++] = '-';
            }
            text[to++] = HEX[bytes[at + i] >> 4 & 0xf];
            text[to++] = HEX[bytes[at + i] & 0xf];
        }
        vector.setSafe(row, text, 0, TEXT);
    }

    /** Writes the 16 bytes of a cell. */
    void write(VarCharVector vector, int row, byte[] bytes, int at) {
        if (!isPlain(vector, row, bytes, at)) {
            UUID uuid = UUID.fromString((String) Values.get(vector, row));
            Bytes.putLong(bytes, at, uuid.getMostSignificantBits());
            Bytes.putLong(bytes, at + Long.BYTES, uuid.getLeastSignificantBits());
        }
    }

    /** Writes the cell if it has the usual form. */
    private boolean isPlain(VarCharVector vector, int row, byte[] bytes, int at) {
        int start = vector.getStartOffset(row);
        if (vector.getEndOffset(row) - start != TEXT) {
            return false;
        }
        vector.getDataBuffer().getBytes(start, text);
        int from = 0;
        for (int i = 0; i < 2 * Long.BYTES; i++) {
            if (isDash(from) && text[from++] != '-') {
                return false;
            }
            int upper = Character.digit(text[from++], 16);
            int lower = Character.digit(text[from++], 16);
            if (upper < 0 || lower < 0) {
                return false;
            }
            bytes[at + i] = (byte) (upper << 4 | lower);
        }
        return true;
    }

    private static boolean isDash(int position) {
        return position == 8 || position == 13 || position == 18 || position == 23;
    }
}

package org.groundstation.batch.postgres;

import java.sql.SQLException;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.postgresql.copy.CopyIn;

/**
 * Bytes on their way into one COPY IN, sent whenever the array is full. The array can serve many commands in turn. One that
 * collects has no command and grows instead.
 */
final class CopyBuffer {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int SIZE = 1 << 16;
    private static final int LARGEST_CELL = 1 << 30;

    private byte[] bytes = new byte[SIZE];
    private CopyIn copy;
    private int position;

    /** A buffer for what another one takes as one cell. */
    static CopyBuffer collecting() {
        return new CopyBuffer();
    }

    /** Forgets what was collected. */
    void clear() {
        position = 0;
    }

    /** Starts a command with the header: no flags, no extension. */
    void start(CopyIn to) {
        copy = to;
        System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
        Bytes.putInt(bytes, SIGNATURE.length, 0);
        Bytes.putInt(bytes, SIGNATURE.length + Integer.BYTES, 0);
        position = SIGNATURE.length + 2 * Integer.BYTES;
    }

    /** Sends the trailer and what is left. */
    void finish() throws SQLException {
        putShort(-1);
        send();
    }

    /** Makes room for a few bytes, which the caller may write into {@link #bytes} and then {@link #advance}. */
    int room(int length) throws SQLException {
        if (length > bytes.length - position) {
            send();
        }
        return position;
    }

    byte[] bytes() {
        return bytes;
    }

    void advance(int length) {
        position += length;
    }

    void putShort(int value) throws SQLException {
        Bytes.putShort(bytes, room(Short.BYTES), value);
        position += Short.BYTES;
    }

    void putInt(int value) throws SQLException {
        Bytes.putInt(bytes, room(Integer.BYTES), value);
        position += Integer.BYTES;
    }

    /** A cell of 4 bytes. */
    void putIntCell(int value) throws SQLException {
        int at = room(2 * Integer.BYTES);
        Bytes.putInt(bytes, at, Integer.BYTES);
        Bytes.putInt(bytes, at + Integer.BYTES, value);
        position += 2 * Integer.BYTES;
    }

    /** A cell of 8 bytes. */
    void putLongCell(long value) throws SQLException {
        int at = room(Integer.BYTES + Long.BYTES);
        Bytes.putInt(bytes, at, Long.BYTES);
        Bytes.putLong(bytes, at + Integer.BYTES, value);
        position += Integer.BYTES + Long.BYTES;
    }

    /** A cell of what another buffer collected. */
    void putCell(CopyBuffer collected) throws SQLException {
        putInt(collected.position);
        for (int done = 0, piece; done < collected.position; done += piece) {
            if (position == bytes.length) {
                send();
            }
            piece = Math.min(collected.position - done, bytes.length - position);
            System.arraycopy(collected.bytes, done, bytes, position, piece);
            position += piece;
        }
    }

    /** A cell of any length, in as many pieces as it takes. */
    void putCell(ArrowBuf data, long start, int length) throws SQLException {
        putInt(length);
        int done = 0;
        while (done < length) {
            if (position == bytes.length) {
                send();
            }
            int piece = Math.min(length - done, bytes.length - position);
            data.getBytes(start + done, bytes, position, piece);
            position += piece;
            done += piece;
        }
    }

    private void send() throws SQLException {
        if (copy == null) {
            grow();
            return;
        }
        copy.writeToCopy(bytes, 0, position);
        position = 0;
    }

    private void grow() throws SQLException {
        if (bytes.length >= LARGEST_CELL) {
            throw new SQLException("an array is larger than the 1 GB that PostgreSQL takes in a field", "54000");
        }
        bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
}

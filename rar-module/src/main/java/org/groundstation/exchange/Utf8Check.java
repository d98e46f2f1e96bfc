package org.groundstation.exchange;

import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;

/** Whether bytes are UTF-8, which Arrow's libraries take for granted and Python's would replace. */
final class Utf8Check {
    private static final long ASCII = 0x8080808080808080L;
    private static final int PIECE = 1 << 20;

    private Utf8Check() {
    }

    /** Whether all bytes are ASCII: then they are text wherever they are cut. */
    static boolean isAscii(ArrowBuf bytes, long start, long end) {
        for (long piece = start; piece < end; piece += PIECE) {
            int length = (int) Math.min(PIECE, end - piece);
            ByteBuffer buffer = bytes.nioBuffer(piece, length); // whose bounds are checked once for a loop
            long seen = 0;
            int at = 0;
            for (; at + Long.BYTES <= length; at += Long.BYTES) {
                seen |= buffer.getLong(at);
            }
            for (; at < length; at++) {
                seen |= buffer.get(at);
            }
            if ((seen & ASCII) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes are one text: characters that are whole, written as short as can be, and no surrogates. */
    static boolean isText(ArrowBuf bytes, long start, long end) {
        long at = afterAscii(bytes, start, end);
        while (at < end) {
            int length = length(bytes, at, end);
            if (length == 0) {
                return false;
            }
            at = afterAscii(bytes, at + length, end);
        }
        return true;
    }

    private static long afterAscii(ArrowBuf bytes, long start, long end) {
        long at = start;
        while (at + Long.BYTES <= end && (bytes.getLong(at) & ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < end && bytes.getByte(at) >= 0) {
            at++;
        }
        return at;
    }

    /** The bytes of a character beyond ASCII; 0 where none is. Table 3-7 of the Unicode standard. */
    private static int length(ArrowBuf bytes, long at, long end) {
        int lead = bytes.getByte(at) & 0xff;
        int length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
        if (length == 0 || at + length > end) {
            return 0;
        }
        int second = bytes.getByte(at + 1) & 0xff;
        int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes.getByte(at + i) & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}

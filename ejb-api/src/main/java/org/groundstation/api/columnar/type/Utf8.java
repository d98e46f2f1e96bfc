package org.groundstation.api.columnar.type;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text of Java as UTF-8, and none that is not text. */
final class Utf8 {
    private Utf8() {
    }

    /** @throws UnfitValueException for half of a pair of surrogates, which Java would write as a question mark */
    static byte[] of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (byte letter : bytes) {
            if (letter == '?') {
                return strict(text);
            }
        }
        return bytes;
    }

    private static byte[] strict(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException unpaired) {
            throw new UnfitValueException(text, "holds half of a pair of surrogates");
        }
    }
}

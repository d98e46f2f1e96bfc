package org.groundstation.batch.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.groundstation.api.columnar.SqlValues;
import org.groundstation.api.columnar.SqlValues.Column;

/** Whatever the key, its text reads back to it. */
class KeyCodecPropertiesTest {
    @Property
    void everyKeyIsFoundAgain(@ForAll("keys") Column keys) {
        KeyCodec codec = KeyCodec.of(keys.type()).orElseThrow();
        for (Object key : keys.values()) {
            if (key != null) {
                assertThat(plain(codec.decode(codec.encode(key)))).isEqualTo(plain(key));
            }
        }
    }

    @Provide
    Arbitrary<Column> keys() {
        return SqlValues.columns(10).filter(column -> KeyCodec.of(column.type()).isPresent());
    }

    /** The same number is the same key, whatever its type. */
    private static Object plain(Object key) {
        return key instanceof BigDecimal decimal ? decimal.stripTrailingZeros() : key instanceof UUID uuid ? uuid.toString()
                : key instanceof Number number ? (Object) number.longValue() : key;
    }
}

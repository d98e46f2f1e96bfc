package org.groundstation.batch.table;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.groundstation.api.SqlType;

/**
 * Values of one column of a key as text in the plan and as objects in statements. Immutable and thread-safe.
 *
 * <p>Values are those of {@link org.groundstation.api.columnar.Values#get}; text reads back to an equal value.
 */
final class KeyCodec {
    private final Function<String, Object> parse;

    private KeyCodec(Function<String, Object> parse) {
        this.parse = parse;
    }

    /** @return empty when the type cannot be a key */
    static Optional<KeyCodec> of(SqlType type) {
        return Optional.ofNullable(switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> new KeyCodec(Long::valueOf);
            case DECIMAL, NUMERIC -> new KeyCodec(BigDecimal::new);
            case VARCHAR -> new KeyCodec(text -> text);
            case UUID -> new KeyCodec(UUID::fromString);
            case DATE -> new KeyCodec(LocalDate::parse);
            case TIMESTAMP -> new KeyCodec(LocalDateTime::parse);
            case TIMESTAMP_TZ -> new KeyCodec(OffsetDateTime::parse);
            default -> null;
        });
    }

    /** @param key not null */
    String encode(Object key) {
        return key instanceof BigDecimal decimal ? decimal.toPlainString() : key.toString();
    }

    /** @return null for null */
    Object decode(String text) {
        return text == null ? null : parse.apply(text);
    }
}

package org.groundstation.api.columnar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.PeriodDuration;
import org.groundstation.api.SqlType;
import org.groundstation.api.SqlType.Kind;

/** Any type, any value of it as {@link Values#get} returns it, and vectors of them. For property tests of every module. */
public final class SqlValues {
    private static final long MICROS = 1_000_000;

    private SqlValues() {
    }

    /**
     * Values of one column.
     *
     * @param values null for NULL; bytes as Lists compare, so they are {@link #comparable}
     */
    public record Column(SqlType type, List<Object> values) {
        /** A vector with the values; the caller closes it. */
        public FieldVector vector(String name, BufferAllocator allocator) {
            FieldVector vector = type.arrowField(name, true).createVector(allocator);
            for (int row = 0; row < values.size(); row++) {
                Values.set(vector, row, values.get(row));
            }
            vector.setValueCount(values.size());
            return vector;
        }
    }

    /** Up to {@code most} rows of any type. */
    public static Arbitrary<Column> columns(int most) {
        return types().flatMap(type -> of(type).injectNull(0.2).list().ofMaxSize(most).map(values -> new Column(type, values)));
    }

    /** Every type that there is. */
    public static Arbitrary<SqlType> types() {
        Arbitrary<SqlType> scalars = Arbitraries.oneOf(decimals(), Arbitraries.of(Stream.of(Kind.values())
                .filter(kind -> kind != Kind.DECIMAL && kind != Kind.ARRAY).map(kind -> new SqlType(kind, 0, 0)).toList()));
        return Arbitraries.oneOf(scalars, scalars.map(SqlType::array));
    }

    /** Any value but NULL. */
    public static Arbitrary<Object> of(SqlType type) {
        return switch (type.kind()) {
            case BOOLEAN -> Arbitraries.of(true, false);
            case TINYINT -> Arbitraries.bytes().asGeneric();
            case SMALLINT -> Arbitraries.shorts().asGeneric();
            case INTEGER -> Arbitraries.integers().asGeneric();
            case BIGINT -> Arbitraries.longs().asGeneric();
            case REAL -> Arbitraries.integers().map(Float::intBitsToFloat);
            case DOUBLE -> Arbitraries.longs().map(Double::longBitsToDouble);
            case DECIMAL -> digits(type.precision()).map(digits -> new BigDecimal(digits, type.scale()));
            case NUMERIC -> Combinators.combine(digits(90), Arbitraries.integers().between(0, 60)).as(BigDecimal::new);
            case VARCHAR -> text().asGeneric();
            case JSON -> text().map(text -> '"' + text.replaceAll("[\\p{Cntrl}\"\\\\]", "") + '"');
            case VARBINARY -> Arbitraries.bytes().array(byte[].class).ofMaxSize(40).asGeneric();
            case DATE -> Arbitraries.integers().between(-2_000_000_000, 2_000_000_000).map(LocalDate::ofEpochDay);
            case TIME -> Arbitraries.longs().between(0, 86_400 * MICROS - 1).map(micros -> LocalTime.ofNanoOfDay(micros * 1_000));
            case TIMESTAMP -> instants().map(instant -> LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
            case TIMESTAMP_TZ -> instants().map(instant -> OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
            case UUID -> Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as((high, low) -> new UUID(high, low).toString());
            case INTERVAL -> Combinators.combine(Arbitraries.integers(), Arbitraries.integers(),
                    Arbitraries.longs().between(Long.MIN_VALUE / 1_000, Long.MAX_VALUE / 1_000))
                    .as((months, days, micros) -> new PeriodDuration(Period.of(0, months, days), Duration.ofNanos(micros * 1_000)));
            case ARRAY -> of(type.element()).injectNull(0.2).list().ofMaxSize(6).asGeneric();
        };
    }

    /** All values of a vector, so that they compare. */
    public static List<Object> read(FieldVector vector) {
        List<Object> values = new ArrayList<>();
        for (int row = 0; row < vector.getValueCount(); row++) {
            values.add(comparable(Values.get(vector, row)));
        }
        return values;
    }

    /** Arrays of bytes as Lists, within Lists too. */
    public static Object comparable(Object value) {
        if (value instanceof byte[] bytes) {
            return java.nio.ByteBuffer.wrap(bytes);
        }
        if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(comparable(element)));
            return Collections.unmodifiableList(elements);
        }
        return value;
    }

    private static Arbitrary<SqlType> decimals() {
        return Arbitraries.integers().between(1, 38)
                .flatMap(precision -> Arbitraries.integers().between(0, precision).map(scale -> SqlType.decimal(precision, scale)));
    }

    private static Arbitrary<BigInteger> digits(int most) {
        BigInteger largest = BigInteger.TEN.pow(most).subtract(BigInteger.ONE);
        return Arbitraries.bigIntegers().between(largest.negate(), largest);
    }

    /** Any characters, also of four bytes; half of a pair is none. */
    private static Arbitrary<String> text() {
        return Arbitraries.integers().between(0, 0x10ffff).filter(point -> point < 0xd800 || point > 0xdfff).list().ofMaxSize(30)
                .map(points -> points.stream().map(Character::toString).reduce("", String::concat));
    }

    private static Arbitrary<Instant> instants() {
        return Arbitraries.longs().between(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2)
                .map(micros -> Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000));
    }
}

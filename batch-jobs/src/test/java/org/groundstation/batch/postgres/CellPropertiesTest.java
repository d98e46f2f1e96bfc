package org.groundstation.batch.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.groundstation.api.SqlType;
import org.groundstation.api.SqlType.Kind;
import org.groundstation.api.columnar.SqlValues;
import org.groundstation.api.columnar.SqlValues.Column;

/** Whatever the value, what COPY writes COPY reads. */
class CellPropertiesTest {
    private static final Map<Kind, String> COLUMNS = new EnumMap<>(Map.ofEntries(Map.entry(Kind.BOOLEAN, "bool"), Map.entry(Kind.SMALLINT, "int2"),
            Map.entry(Kind.INTEGER, "int4"), Map.entry(Kind.BIGINT, "int8"), Map.entry(Kind.REAL, "float4"), Map.entry(Kind.DOUBLE, "float8"),
            Map.entry(Kind.DECIMAL, "numeric"), Map.entry(Kind.VARCHAR, "text"), Map.entry(Kind.VARBINARY, "bytea"), Map.entry(Kind.DATE, "date"),
            Map.entry(Kind.TIME, "time"), Map.entry(Kind.TIMESTAMP, "timestamp"), Map.entry(Kind.TIMESTAMP_TZ, "timestamptz"),
            Map.entry(Kind.UUID, "uuid"), Map.entry(Kind.JSON, "json"), Map.entry(Kind.INTERVAL, "interval")));

    @Property
    void whatIsEncodedIsDecoded(@ForAll("columns") Column column) throws SQLException {
        String type = typeName(column.type());
        assertThat(CopyType.writes(column.type(), type) && CopyType.reads(column.type(), type, false)).isTrue();
        try (RootAllocator allocator = new RootAllocator();
                FieldVector from = column.vector("x", allocator);
                FieldVector to = column.type().arrowField("x", true).createVector(allocator)) {
            CopyBuffer cells = CopyBuffer.collecting();
            CellEncoder encoder = CellEncoder.of(from, column.type(), type);
            for (int row = 0; row < from.getValueCount(); row++) {
                encoder.encode(cells, row);
            }
            decode(cells, to, column.type(), from.getValueCount());
            assertThat(SqlValues.read(to)).isEqualTo(SqlValues.comparable(column.values()));
        }
    }

    /** The text of a numeric without limits is that of the number, at any scale. */
    @Property
    void numericReadsAsTextToo(@ForAll("decimals") Column column) throws SQLException {
        try (RootAllocator allocator = new RootAllocator(); FieldVector from = column.vector("x", allocator)) {
            CopyBuffer cells = CopyBuffer.collecting();
            for (int row = 0; row < from.getValueCount(); row++) {
                cells.clear();
                CellEncoder.of(from, column.type(), "numeric").encode(cells, row);
                if (Bytes.getInt(cells.bytes(), 0) >= 0) {
                    BigDecimal number = ((DecimalVector) from).getObject(row);
                    assertThat(NumericText.of(cells.bytes(), Integer.BYTES).getBytes(StandardCharsets.US_ASCII))
                            .asString(StandardCharsets.US_ASCII).isEqualTo(number.toPlainString());
                }
            }
        }
    }

    @Provide
    Arbitrary<Column> columns() {
        return SqlValues.columns(20).filter(column -> {
            Kind kind = column.type().kind() == Kind.ARRAY ? column.type().element().kind() : column.type().kind();
            return COLUMNS.containsKey(kind);
        });
    }

    @Provide
    Arbitrary<Column> decimals() {
        return SqlValues.columns(20).filter(column -> column.type().kind() == Kind.DECIMAL);
    }

    private static void decode(CopyBuffer cells, FieldVector to, SqlType type, int rows) throws SQLException {
        CellDecoder decoder = CopyType.of(type.kind()).decoder().of(to, type);
        int position = 0;
        for (int row = 0; row < rows; row++) {
            int length = Bytes.getInt(cells.bytes(), position);
            position += Integer.BYTES;
            if (length < 0) {
                to.setNull(row);
            } else {
                CellDecoder.requireLength(to, CopyType.of(type.kind()).length(), length);
                decoder.decode(cells.bytes(), position, length, row);
                position += length;
            }
        }
        to.setValueCount(rows);
        assertThat(position).as("nothing is left").isEqualTo(cells.room(0));
    }

    private static String typeName(SqlType type) {
        return type.kind() == Kind.ARRAY ? "_" + COLUMNS.get(type.element().kind()) : COLUMNS.get(type.kind());
    }
}

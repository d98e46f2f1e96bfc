package org.groundstation.api.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.SqlValues.Column;
import org.groundstation.api.columnar.type.Intervals;

/** Whatever the value, what goes into a vector comes out. */
class ValuesPropertiesTest {
    @Property
    void everyValueComesOutOfItsVector(@ForAll("columns") Column column) {
        try (RootAllocator allocator = new RootAllocator(); FieldVector vector = column.vector("x", allocator)) {
            assertThat(SqlValues.read(vector)).isEqualTo(SqlValues.comparable(column.values()));
        }
    }

    @Property
    void everyTypeIsReadAsItIsWritten(@ForAll("types") SqlType type) {
        assertThat(SqlType.parse(type.toString())).isEqualTo(type);
    }

    @Property
    void everyIntervalIsReadAsItIsWritten(@ForAll("intervals") Object interval) {
        assertThat(Intervals.parse(Intervals.text((org.apache.arrow.vector.PeriodDuration) interval))).isEqualTo(interval);
    }

    @Provide
    Arbitrary<Column> columns() {
        return SqlValues.columns(20);
    }

    @Provide
    Arbitrary<SqlType> types() {
        return SqlValues.types();
    }

    @Provide
    Arbitrary<Object> intervals() {
        return SqlValues.of(SqlType.INTERVAL);
    }
}

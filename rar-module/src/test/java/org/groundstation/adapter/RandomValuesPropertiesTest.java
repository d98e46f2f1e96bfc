package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType.Kind;
import org.groundstation.api.columnar.SqlValues;
import org.groundstation.api.columnar.Values;

/**
 * Random values of random SQL types through real satellites in every format: what comes back is what went in, or the whole is refused for the
 * sake of a value, by its column. jqwik prints the seed of a failure.
 */
class RandomValuesPropertiesTest {
    private static final Set<ErrorCode> REFUSED = Set.of(ErrorCode.INPUT_VALUE_UNFIT, ErrorCode.OUTPUT_SCHEMA_MISMATCH);

    private static TestAdapter station;
    private static SatelliteConnection connection;
    private static int returned;
    private static int drawn;

    @BeforeContainer
    static void start() throws Exception {
        station = new TestAdapter();
        connection = station.factory().getConnection();
    }

    @AfterContainer
    static void stop() {
        try (TestAdapter closedLast = station) {
            connection.close();
        }
        assertThat(returned).as("of %d drawn, which were not refused", drawn).isGreaterThan(drawn / 2);
    }

    @Provide
    Arbitrary<SqlValues.Column> columns() {
        return SqlValues.columns(6);
    }

    @Property(tries = 600)
    void comeBackOrAreRefusedByName(@ForAll("columns") SqlValues.Column column, @ForAll DataFormat format) {
        drawn++;
        try {
            assertThat(through(column, format)).as("%s in %s", column.type(), format).isEqualTo(expected(column, format));
            returned++;
        } catch (GroundstationException refused) {
            assertThat(refused.code()).as(refused.getMessage()).isIn(REFUSED);
            assertThat(refused.getMessage()).contains("'v'");
            assertThat(mayRefuse(column, format)).as("%s in %s: %s", column.type(), format, refused.getMessage()).isTrue();
        }
    }

    /** Years that Python has not, decimals without limits on Arrow, and what a float64 does not hold. */
    private static boolean mayRefuse(SqlValues.Column column, DataFormat format) {
        Kind kind = column.type().kind() == Kind.ARRAY ? column.type().element().kind() : column.type().kind();
        return switch (kind) {
            case DATE, TIMESTAMP, TIMESTAMP_TZ -> format == DataFormat.PANDAS || format == DataFormat.SQL_SERVER;
            case NUMERIC -> format == DataFormat.ARROW || format == DataFormat.BATCHES || format == DataFormat.SQL_SERVER;
            case BIGINT, DECIMAL -> format == DataFormat.SQL_SERVER;
            default -> false;
        };
    }

    private List<Object> through(SqlValues.Column column, DataFormat format) {
        String echo = format == DataFormat.BATCHES ? "OutputDataSet = (batch for batch in InputDataSet)" : "OutputDataSet = InputDataSet";
        ExternalScript script = ExternalScript.python(echo).dataFormat(format)
                .resultSchema(new ResultSchema(List.of(new ResultSchema.Column("v", column.type(), true)))).build();
        try (RootAllocator allocator = new RootAllocator();
                FieldVector vector = column.vector("v", allocator);
                VectorSchemaRoot batch = new VectorSchemaRoot(List.of(vector));
                ScriptResult result = connection.execute(script, ScriptInput.batch(batch))) {
            List<Object> values = new ArrayList<>();
            result.batches().forEach(output -> values.addAll(SqlValues.read(output.getVector(0))));
            return values.stream().map(value -> comparable(value, column, format)).toList();
        }
    }

    private static List<Object> expected(SqlValues.Column column, DataFormat format) {
        try (RootAllocator allocator = new RootAllocator(); FieldVector vector = column.vector("v", allocator)) {
            List<Object> values = new ArrayList<>();
            for (int row = 0; row < vector.getValueCount(); row++) {
                values.add(comparable(SqlValues.comparable(Values.get(vector, row)), column, format));
            }
            return values;
        }
    }

    /** NaN is NULL in the formats of pandas' own types, infinities too in SQL Server's, where decimals are floats; 1.50 and 1.5 are one number. */
    private static Object comparable(Object value, SqlValues.Column column, DataFormat format) {
        if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(comparable(element, column, format)));
            return elements;
        }
        if (value instanceof Number number && (value instanceof Double || value instanceof Float)) {
            boolean list = column.type().kind() == Kind.ARRAY;
            boolean nullToPandas = Double.isNaN(number.doubleValue()) && (list ? format != DataFormat.ARROW && format != DataFormat.BATCHES
                    && format != DataFormat.PANDAS_ARROW : format == DataFormat.PANDAS || format == DataFormat.SQL_SERVER);
            boolean nullToSqlServer = format == DataFormat.SQL_SERVER && !Double.isFinite(number.doubleValue());
            return nullToPandas || nullToSqlServer ? null : value;
        }
        if (value instanceof BigDecimal decimal) {
            // to SQL Server a decimal is the nearest float64, whose shortest text is rounded to the column's scale on its way back
            return format == DataFormat.SQL_SERVER && column.type().kind() != Kind.ARRAY ? decimal.doubleValue() : decimal.stripTrailingZeros();
        }
        return value;
    }
}

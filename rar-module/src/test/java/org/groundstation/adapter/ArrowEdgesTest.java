package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VariableWidthFieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.extension.OpaqueType;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.ScriptSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every type of Arrow as input: it arrives exactly, or is refused with its column. */
class ArrowEdgesTest extends ArrowInputTest {
    static Stream<ArrowColumns.Column> sent() {
        return ArrowColumns.all().stream().filter(column -> column.type() != null);
    }

    static Stream<ArrowColumns.Column> refused() {
        return ArrowColumns.all().stream().filter(column -> column.type() == null);
    }

    @ParameterizedTest
    @MethodSource("sent")
    void everyTypeArrivesExactly(ArrowColumns.Column column) throws IOException {
        try (VectorSchemaRoot batch = filled(column)) {
            Seen expected = new Seen(ArrowColumns.ROWS, column.type(), column.values(), "[]");
            assertThat(show(ScriptInput.batch(batch))).usingRecursiveComparison().ignoringFields(ignored(column)).isEqualTo(expected);
            assertThat(show(ScriptInput.arrowStream(new ByteArrayInputStream(stream(batch, null))))).usingRecursiveComparison()
                    .ignoringFields(ignored(column)).isEqualTo(expected);
            assertThat(show(ScriptInput.arrowFile(file(batch, null)))).usingRecursiveComparison().ignoringFields(ignored(column)).isEqualTo(expected);
            assertThat(inSession(batch)).usingRecursiveComparison().ignoringFields(ignored(column)).isEqualTo(expected);
        }
    }

    /** Where pyarrow shows no values, or differently in its versions, the type and the checks of all buffers are compared. */
    private static String[] ignored(ArrowColumns.Column column) {
        return column.values() == null ? new String[] {"values"} : new String[0];
    }

    @ParameterizedTest
    @MethodSource("sent")
    void noRowsOfEveryTypeArrive(ArrowColumns.Column column) {
        try (VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(column.field())), allocator)) {
            batch.setRowCount(0);
            assertThat(show(ScriptInput.batch(batch))).usingRecursiveComparison().ignoringFields(ignored(column))
                    .isEqualTo(new Seen(0, column.type(), "[]", "[]"));
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeSentIsRefusedByTheNameOfItsColumn(ArrowColumns.Column column) {
        try (VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(ArrowColumns.integer("n"), column.field())), allocator)) {
            assertRefused(() -> show(ScriptInput.batch(batch)), column.values());
            assertRefused(() -> connection.open(SHOW, batch.getSchema(), Map.of()), column.values());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, -8, 16, -16, 32, -32, 64})
    void dictionariesArriveAsTheirValues(int bits) throws IOException {
        ArrowType.Int index = new ArrowType.Int(Math.abs(bits), bits > 0);
        try (VarCharVector colours = colours("red", null, "a colour with a long name");
                MapDictionaryProvider dictionaries = provider(colours, index);
                VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(encoded("v", index))), allocator)) {
            int[] indices = {2, 0, 0, 1};
            batch.allocateNew();
            for (int row = 0; row < indices.length; row++) {
                ((org.apache.arrow.vector.BaseIntVector) batch.getVector(0)).setWithPossibleTruncate(row, indices[row]);
            }
            batch.setRowCount(5);
            Seen expected = new Seen(5, "string", "['a colour with a long name', 'red', 'red', None, None]", "[]");
            assertThat(show(ScriptInput.arrowStream(new ByteArrayInputStream(stream(batch, dictionaries))))).isEqualTo(expected);
            assertThat(show(ScriptInput.arrowFile(file(batch, dictionaries)))).isEqualTo(expected);
            assertThat(show(ScriptInput.batches(new ArrowStreamReader(new ByteArrayInputStream(stream(batch, dictionaries)), allocator)))).isEqualTo(expected);
            assertRefused(() -> show(ScriptInput.batch(batch)), "column 'v' is dictionary-encoded and came without its dictionary; decode it, or send it"
                    + " by ScriptInput.batches");
            assertRefused(() -> connection.open(SHOW, batch.getSchema(), Map.of()), "column 'v' is dictionary-encoded and came without its dictionary;"
                    + " decode it, or send it by ScriptInput.batches");
        }
    }

    @Test
    void dictionariesWithinListsAndStructsArriveAsTheirValues() throws IOException {
        ArrowType.Int index = new ArrowType.Int(8, true);
        Field struct = ArrowColumns.field(new ArrowType.Struct(), ArrowColumns.integer("n"), encoded("c", index));
        Schema schema = new Schema(List.of(new Field("v", FieldType.nullable(new ArrowType.List()), List.of(new Field("item", struct.getFieldType(),
                struct.getChildren())))));
        try (VarCharVector colours = colours("red", "blue");
                MapDictionaryProvider dictionaries = provider(colours, index);
                VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator)) {
            ListVector list = (ListVector) batch.getVector(0);
            StructVector items = (StructVector) list.getDataVector();
            for (int i = 0; i < 3; i++) {
                ((IntVector) items.getChild("n")).setSafe(i, i);
                ((org.apache.arrow.vector.TinyIntVector) items.getChild("c")).setSafe(i, i % 2);
                items.setIndexDefined(i);
            }
            list.startNewValue(0);
            list.endValue(0, 2);
            list.startNewValue(2);
            list.endValue(2, 1);
            batch.setRowCount(3);
            assertThat(show(ScriptInput.arrowStream(new ByteArrayInputStream(stream(batch, dictionaries)))).values())
                    .isEqualTo("[[{'n': 0, 'c': 'red'}, {'n': 1, 'c': 'blue'}], None, [{'n': 2, 'c': 'red'}]]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 100, -1})
    void anIndexOutsideOfItsDictionaryIsRefused(int wrong) throws IOException {
        ArrowType.Int index = new ArrowType.Int(32, true);
        try (VarCharVector colours = colours("red", "blue");
                MapDictionaryProvider dictionaries = provider(colours, index);
                VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(encoded("v", index))), allocator)) {
            ((IntVector) batch.getVector(0)).setSafe(0, wrong);
            batch.setRowCount(1);
            byte[] bytes = stream(batch, dictionaries);
            assertRefused(() -> show(ScriptInput.arrowStream(new ByteArrayInputStream(bytes))),
                    "column 'v' has the index " + wrong + " into a dictionary of 2 values");
        }
    }

    @Test
    void extensionTypesArriveAsTheirStorageAndMetadataStaysHere() throws IOException {
        Field extension = new Field("v", FieldType.nullable(new OpaqueType(new ArrowType.Int(32, true), "point", "elsewhere")), null);
        try (VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(extension)), allocator)) {
            ((IntVector) ((org.apache.arrow.vector.ExtensionTypeVector<?>) batch.getVector(0)).getUnderlyingVector()).setSafe(0, 7);
            batch.setRowCount(2);
            Seen expected = new Seen(2, "int32", "[7, None]", "[]");
            assertThat(show(ScriptInput.batch(batch))).isEqualTo(expected);
            assertThat(show(ScriptInput.arrowStream(new ByteArrayInputStream(stream(batch, null))))).isEqualTo(expected);
        }
        Field field = new Field("v", new FieldType(true, new ArrowType.Int(32, true), null, Map.of("PARQUET:field_id", "1", "sql", "numeric")), null);
        try (VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(field), Map.of("pandas", "{}")), allocator)) {
            ((IntVector) batch.getVector(0)).setSafe(0, 7);
            batch.setRowCount(1);
            assertThat(show(ScriptInput.arrowFile(file(batch, null)))).isEqualTo(new Seen(1, "int32", "[7]", "[]"));
        }
    }

    /** Arrow's vectors leave what was in memory where a view is NULL; pyarrow's cast of views, which pandas calls, follows it. */
    @Test
    void nullsAmongViewsAreViewsOfNothing() {
        ExternalScript show = ExternalScript.python("OutputDataSet = pandas.DataFrame({'v': [str(InputDataSet.v.tolist())]})").build();
        try (VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(ArrowColumns.field(new ArrowType.Utf8View()))), allocator)) {
            org.apache.arrow.vector.ViewVarCharVector views = (org.apache.arrow.vector.ViewVarCharVector) batch.getVector(0);
            views.allocateNew();
            for (int row = 0; row < 1000; row++) {
                views.setSafe(row, ArrowColumns.bytes("a text that is longer than a view holds"));
            }
            batch.setRowCount(1000);
            for (int row = 0; row < 999; row++) {
                views.setNull(row);
                views.getDataBuffer().setInt(row * 16L, Integer.MAX_VALUE);
                views.getDataBuffer().setInt(row * 16L + 8, 1_000_000);
            }
            try (ScriptResult result = connection.execute(show, ScriptInput.batch(batch))) {
                assertThat(result.rows().get(0).get("v", String.class)).endsWith(", 'a text that is longer than a view holds']");
            }
        }
    }

    @Test
    void moreColumnsThanASatelliteTakesAreRefusedBeforeAnythingIsSent() {
        long satellite = connection.satelliteId();
        List<Field> fields = IntStream.rangeClosed(0, 20_000).mapToObj(i -> ArrowColumns.integer("c" + i)).toList();
        try (VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(fields), allocator)) {
            batch.setRowCount(0);
            assertRefused(() -> show(ScriptInput.batch(batch)), "it has 20001 columns, and at most 20000 can be sent");
        }
        assertThat(connection.satelliteId()).isEqualTo(satellite);
    }

    /** Bytes that no text has, and half a character in one row and the other half in the next. */
    static Stream<Arguments> noTexts() {
        return Stream.of(new byte[][] {{'a', (byte) 0xff}, {}}, new byte[][] {{(byte) 0xc3}, {(byte) 0xbc}}, new byte[][] {{(byte) 0xe2, (byte) 0x82}, {'x'}},
                new byte[][] {{(byte) 0xc0, (byte) 0xaf}, {}}, new byte[][] {{(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {}},
                new byte[][] {{(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, {}},
                new byte[][] {ArrowColumns.bytes("0123456789012345678\u00fc"), {(byte) 0x80}})
                .flatMap(texts -> Stream.of(new ArrowType.Utf8(), new ArrowType.LargeUtf8(), new ArrowType.Utf8View()).map(type -> Arguments.of(type, texts)));
    }

    @ParameterizedTest
    @MethodSource("noTexts")
    void textThatIsNotUtf8IsRefused(ArrowType type, byte[][] texts) throws IOException {
        try (VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(ArrowColumns.integer("n"), ArrowColumns.field(type))), allocator)) {
            batch.allocateNew();
            for (int row = 0; row < texts.length; row++) {
                ((VariableWidthFieldVector) batch.getVector(1)).setSafe(row, texts[row]);
            }
            batch.setRowCount(3);
            assertRefusedWhoeverSends(batch, "column 'v' holds text that is not UTF-8");
        }
    }

    @Test
    void textOfAnyLanguageArrives() {
        String text = "\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff Gr\u00fc\u00dfe";
        try (VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(ArrowColumns.field(new ArrowType.Utf8()))), allocator)) {
            ((VarCharVector) batch.getVector(0)).setSafe(0, ArrowColumns.bytes(text));
            batch.setRowCount(1);
            ExternalScript echo = ExternalScript.python("OutputDataSet = InputDataSet").resultSchema("v varchar").build();
            try (ScriptResult result = connection.execute(echo, ScriptInput.batch(batch))) {
                assertThat(result.rows().get(0).get("v", String.class)).isEqualTo(text);
            }
        }
    }

    private void assertRefusedWhoeverSends(VectorSchemaRoot batch, String what) throws IOException {
        byte[] stream = stream(batch, null);
        Path file = file(batch, null);
        assertRefused(() -> show(ScriptInput.batch(batch)), what);
        assertRefused(() -> inSession(batch), what);
        assertRefused(() -> show(ScriptInput.arrowStream(new ByteArrayInputStream(stream))), what);
        assertRefused(() -> show(ScriptInput.arrowFile(file)), what);
    }

    static Stream<ArrowType> impossible() {
        return Stream.of(new ArrowType.Time(org.apache.arrow.vector.types.TimeUnit.MICROSECOND, 32), new ArrowType.Decimal(39, 0, 128),
                new ArrowType.Decimal(77, 0, 256));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void typesThatCannotBeAreRefused(ArrowType type) {
        assertRefused(() -> connection.open(SHOW, new Schema(List.of(ArrowColumns.field(type))), Map.of()),
                "column 'v' has the type " + type + ", which cannot be");
    }

    @Test
    void columnsOfOneNameBothArrive() {
        try (VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(ArrowColumns.integer("v"), ArrowColumns.field(new ArrowType.Utf8()))),
                allocator)) {
            batch.setRowCount(2);
            assertThat(show(ScriptInput.batch(batch))).isEqualTo(new Seen(2, "int32", "[None, None]", "[]"));
        }
    }

    @Test
    void aBatchWithOtherColumnsThanItsSessionIsRefusedAndTheSessionGoesOn() {
        try (VectorSchemaRoot batch = TestAdapter.batch(allocator, 3);
                VectorSchemaRoot other = VectorSchemaRoot.create(
                        new Schema(List.of(ArrowColumns.integer("id"), batch.getSchema().getFields().get(1))), allocator);
                VectorSchemaRoot uneven = new VectorSchemaRoot(batch.getSchema(), batch.getFieldVectors(), 5);
                ScriptSession session = connection.open(ExternalScript.python("OutputDataSet = InputDataSet").build(), batch.getSchema(), Map.of())) {
            other.setRowCount(3);
            assertRefused(() -> session.send(other), "a batch has the columns [id: Int(32, true), x: FloatingPoint(DOUBLE)] instead of "
                    + "[id: Int(64, true), x: FloatingPoint(DOUBLE)]");
            assertRefused(() -> session.send(uneven), "column 'id' has 3 values in a batch of 5 rows");
            session.send(batch);
            try (VectorSchemaRoot scored = session.receive()) {
                assertThat(scored.getRowCount()).isEqualTo(3);
            }
            session.finish().close();
        }
    }
}

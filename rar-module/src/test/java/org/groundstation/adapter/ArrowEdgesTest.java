package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.extension.OpaqueType;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.ScriptSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrow data of others as input: it arrives exactly, or is refused with its column, and the satellite can be used afterwards. */
class ArrowEdgesTest extends ConnectedTest {
    private static final ExternalScript SHOW = ExternalScript.python("""
            InputDataSet.validate(full=True)
            column = InputDataSet.column(0)
            try:
                values = repr(column.to_pylist())
            except Exception:
                values = None
            about = str([metadata for metadata in [InputDataSet.schema.metadata, *(f.metadata for f in InputDataSet.schema)] if metadata])
            OutputDataSet = pandas.DataFrame({"rows": [len(InputDataSet)], "type": [str(column.type)], "values": [values], "about": [about]})
            """).dataFormat(DataFormat.ARROW).resultSchema("rows bigint, type varchar, \"values\" varchar, about varchar").build();
    private static final long DICTIONARY = 7;

    @TempDir
    private Path folder;
    private final RootAllocator allocator = new RootAllocator();

    /** What Python sees of the first column. */
    record Seen(long rows, String type, String values, String about) {
    }

    @AfterEach
    void theSatelliteIsInStepAndNothingIsLeft() {
        assertThat(connection.execute(ExternalScript.python("OutputDataSet = InputDataSet").build()).rowCount()).isZero();
        assertThat(allocator.getAllocatedMemory()).isZero();
        assertThat(station.adapter.allocator().getAllocatedMemory()).isZero();
        allocator.close();
    }

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
        try (VarCharVector colours = colours("red", null, "a colour with a long name"); MapDictionaryProvider dictionaries = provider(colours, index);
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
        try (VarCharVector colours = colours("red", "blue"); MapDictionaryProvider dictionaries = provider(colours, index);
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
        try (VarCharVector colours = colours("red", "blue"); MapDictionaryProvider dictionaries = provider(colours, index);
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

    @Test
    void bigEndianDataIsRefused() throws IOException {
        byte[] stream = bigEndianStream();
        assertRefused(() -> show(ScriptInput.arrowStream(new ByteArrayInputStream(stream))), "it is big-endian");
        assertRefused(() -> show(ScriptInput.batches(new ArrowStreamReader(new ByteArrayInputStream(stream), allocator))), "it is big-endian");
        assertRefused(() -> show(own -> new ArrowStreamReader(new ByteArrayInputStream(stream), own)), "it is big-endian");
        Path file = folder.resolve("big.arrow");
        Files.write(file, bigEndianFile(stream));
        assertRefused(() -> show(ScriptInput.arrowFile(file)), "it is big-endian");
        assertRefused(() -> show(ScriptInput.batches(new ArrowFileReader(Files.newByteChannel(file), allocator))), "it is big-endian");
        // this is why: Arrow's library takes the bytes for what they are not
        try (ArrowReader unchecked = new ArrowFileReader(Files.newByteChannel(file), allocator)) {
            unchecked.loadNextBatch();
            assertThat(((IntVector) unchecked.getVectorSchemaRoot().getVector(0)).get(0)).isEqualTo(1 << 24);
            assertRefused(() -> show(ScriptInput.batches(unchecked)), "it is big-endian");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void decimalsThatArrowDoesNotKnowAreRefused(int bits) throws IOException {
        byte[] stream = decimalStream(bits);
        assertRefused(() -> show(ScriptInput.arrowStream(new ByteArrayInputStream(stream))),
                "column 'v' is a decimal of " + bits + " bits; write it with 128 or 256");
        assertRefused(() -> show(ScriptInput.batches(new ArrowStreamReader(new ByteArrayInputStream(stream), allocator))),
                "column 'v' is a decimal of " + bits + " bits; write it with 128 or 256");
    }

    @ParameterizedTest
    @EnumSource(value = CodecType.class, names = {"LZ4_FRAME", "ZSTD"})
    void compressedBodiesAreRefusedWithoutACodecAndReadWithOne(CodecType codec) throws IOException {
        try (VectorSchemaRoot batch = TestStation.batch(allocator, 1000)) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            try (ArrowWriter writer = new ArrowStreamWriter(batch, null, Channels.newChannel(stream), IpcOption.DEFAULT, CommonsCompressionFactory.INSTANCE,
                    codec)) {
                writer.writeBatch();
            }
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            try (ArrowWriter writer = new ArrowFileWriter(batch, null, Channels.newChannel(file), null, IpcOption.DEFAULT,
                    CommonsCompressionFactory.INSTANCE, codec)) {
                writer.writeBatch();
            }
            assertRefused(() -> show(ScriptInput.batches(new ArrowStreamReader(new ByteArrayInputStream(stream.toByteArray()), allocator,
                    NoCompressionCodec.Factory.INSTANCE))), "it is compressed; write it uncompressed");
            Path path = folder.resolve("compressed.arrow");
            Files.write(path, file.toByteArray());
            assertRefused(() -> show(ScriptInput.batches(new ArrowFileReader(Files.newByteChannel(path), allocator, NoCompressionCodec.Factory.INSTANCE))),
                    "it is compressed; write it uncompressed");
            assertThat(show(ScriptInput.arrowFile(path)).rows()).isEqualTo(1000); // the tests have the codecs
        }
    }

    @Test
    void streamsAndFilesThatEndAnywhereAreRefusedOrShort() throws IOException {
        try (VectorSchemaRoot batch = TestStation.batch(allocator, 20)) {
            byte[] stream = stream(batch, null);
            byte[] file = Files.readAllBytes(file(batch, null));
            for (int end = 0; end < stream.length; end += 5) {
                byte[] part = java.util.Arrays.copyOf(stream, end);
                assertRefusedOrRead(() -> show(ScriptInput.arrowStream(new ByteArrayInputStream(part))));
            }
            Path path = folder.resolve("short.arrow");
            for (int end = 0; end < file.length; end += 5) {
                Files.write(path, java.util.Arrays.copyOf(file, end));
                assertThatThrownBy(() -> show(ScriptInput.arrowFile(path))).isInstanceOfSatisfying(GroundstationException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ARROW_UNSUPPORTED));
            }
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

    /** The script checks nothing: whatever gets through must not end the satellite. */
    @ParameterizedTest
    @ValueSource(strings = {"PANDAS", "ARROW"})
    void bytesThatAreCorruptAreRefusedOrHarmless(DataFormat format) throws IOException {
        ExternalScript show = ExternalScript.python("""
                OutputDataSet = pandas.DataFrame({"rows": [len(InputDataSet)], "type": [str(InputDataSet)]})
                """).dataFormat(format).build();
        Random random = new Random(11);
        List<byte[]> streams = new java.util.ArrayList<>();
        List<byte[]> files = new java.util.ArrayList<>();
        List<ArrowColumns.Column> columns = ArrowColumns.all().stream().filter(column -> column.type() != null
                && (format == DataFormat.ARROW || column.field().getChildren().isEmpty() && column.values() != null)).toList();
        for (ArrowColumns.Column column : columns) {
            try (VectorSchemaRoot batch = filled(column)) {
                streams.add(stream(batch, null));
                files.add(Files.readAllBytes(file(batch, null)));
            }
        }
        Path path = folder.resolve("corrupt.arrow");
        long satellite = connection.satelliteId();
        for (int round = 0; round < 600; round++) {
            byte[] bytes = (round % 2 == 0 ? streams : files).get(round / 2 % columns.size()).clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            ScriptInput input = round % 2 == 0 ? ScriptInput.arrowStream(new ByteArrayInputStream(bytes)) : ScriptInput.arrowFile(Files.write(path, bytes));
            try {
                connection.execute(show, input).close();
            } catch (GroundstationException refused) {
                assertThat(refused.code()).as("%s of round %d, %s", refused, round, columns.get(round / 2 % columns.size()))
                        .isNotIn(ErrorCode.SATELLITE_LOST, ErrorCode.PROTOCOL_VIOLATION);
            }
        }
        assertThat(connection.satelliteId()).isEqualTo(satellite);
    }

    /** A script that has begun when its input ends early; its outputs are on their way. */
    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = {"PANDAS", "BATCHES"})
    void anInputThatEndsEarlyGivesTheSessionUp(DataFormat format) throws IOException {
        ExternalScript script = ExternalScript.python("OutputDataSet = InputDataSet").dataFormat(format).build();
        long satellite = connection.satelliteId();
        try (VectorSchemaRoot batch = TestStation.batch(allocator, 200_000)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ArrowWriter writer = new ArrowStreamWriter(batch, null, bytes)) {
                writer.writeBatch();
                writer.writeBatch();
                writer.writeBatch();
            }
            byte[] part = java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - 1000);
            assertRefused(() -> connection.execute(script, ScriptInput.arrowStream(new ByteArrayInputStream(part))),
                    "Unexpected end of input trying to read batch.".replaceFirst("\\.$", ""));
        }
        assertThat(connection.execute(script).rowCount()).isZero();
        assertThat(connection.satelliteId()).isEqualTo(satellite);
    }

    @Test
    void filesThatAreNoArrowFilesAreRefused() throws IOException {
        Path file = folder.resolve("text.arrow");
        Files.writeString(file, "not an Arrow file at all, but long enough to be one");
        assertThatThrownBy(() -> show(ScriptInput.arrowFile(file))).hasMessageStartingWith("GS-1017: the Arrow data cannot be sent to a script: ")
                .hasMessageContaining("missing Magic number");
        assertThatThrownBy(() -> show(ScriptInput.arrowFile(folder.resolve("absent")))).hasMessageStartingWith("GS-1013: the input rows could not be read: ");
        assertThatThrownBy(() -> show(ScriptInput.arrowStream(new ByteArrayInputStream(new byte[0]))))
                .hasMessageStartingWith("GS-1017: the Arrow data cannot be sent to a script: Unexpected end of input. Missing schema.");
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
        try (VectorSchemaRoot batch = TestStation.batch(allocator, 3); VectorSchemaRoot other = VectorSchemaRoot.create(
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

    @Test
    void aReaderOfSomebodyElseThatFailsIsAnErrorOfTheInput() {
        ScriptInput failing = own -> new ArrowReader(own) {
            @Override
            public boolean loadNextBatch() {
                throw new IllegalStateException("the tape is torn");
            }

            @Override
            public long bytesRead() {
                return 0;
            }

            @Override
            protected void closeReadSource() {
                // nothing behind it
            }

            @Override
            protected Schema readSchema() {
                return new Schema(List.of(ArrowColumns.integer("n")));
            }
        };
        assertThatThrownBy(() -> show(failing)).isInstanceOf(GroundstationException.class)
                .hasMessageStartingWith("GS-1013: the input rows could not be read: IllegalStateException: the tape is torn");
    }

    private Seen show(ScriptInput input) {
        try (ScriptResult result = connection.execute(SHOW, input)) {
            return result.rows(Seen.class).get(0);
        }
    }

    private Seen inSession(VectorSchemaRoot batch) {
        try (ScriptSession session = connection.open(SHOW, batch.getSchema(), Map.of())) {
            session.send(batch);
            try (VectorSchemaRoot seen = session.receive()) {
                session.finish().close();
                return org.groundstation.api.columnar.BatchRows.records(List.of(seen), Seen.class).get(0);
            }
        }
    }

    private VectorSchemaRoot filled(ArrowColumns.Column column) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(column.field())), allocator);
        batch.allocateNew();
        column.fill().accept(batch.getVector(0));
        batch.setRowCount(ArrowColumns.ROWS);
        return batch;
    }

    private VarCharVector colours(String... names) {
        VarCharVector colours = new VarCharVector("colours", allocator);
        colours.allocateNew();
        for (int i = 0; i < names.length; i++) {
            if (names[i] != null) {
                colours.setSafe(i, ArrowColumns.bytes(names[i]));
            }
        }
        colours.setValueCount(names.length);
        return colours;
    }

    private static MapDictionaryProvider provider(FieldVector values, ArrowType.Int index) {
        // closing the provider closes the vector too, which is allowed twice
        return new MapDictionaryProvider(new Dictionary(values, new DictionaryEncoding(DICTIONARY, false, index)));
    }

    private static Field encoded(String name, ArrowType.Int index) {
        return new Field(name, new FieldType(true, index, new DictionaryEncoding(DICTIONARY, false, index)), null);
    }

    private static byte[] stream(VectorSchemaRoot batch, MapDictionaryProvider dictionaries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArrowWriter writer = new ArrowStreamWriter(batch, dictionaries, bytes)) {
            writer.writeBatch();
        }
        return bytes.toByteArray();
    }

    private Path file(VectorSchemaRoot batch, MapDictionaryProvider dictionaries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArrowWriter writer = new ArrowFileWriter(batch, dictionaries, Channels.newChannel(bytes))) {
            writer.writeBatch();
        }
        return Files.write(folder.resolve("batch.arrow"), bytes.toByteArray());
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable sending, String what) {
        assertThatThrownBy(sending).isInstanceOf(GroundstationException.class).hasMessage("GS-1017: the Arrow data cannot be sent to a script: " + what
                + ". Write it uncompressed, little-endian and with types that docs/reference/types.md lists.");
    }

    private static void assertRefusedOrRead(Runnable sending) {
        try {
            sending.run();
        } catch (GroundstationException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.ARROW_UNSUPPORTED);
        }
    }

    /** One column of integers 1, 2, 3 as a machine writes it that begins with the most significant byte. */
    private byte[] bigEndianStream() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WriteChannel channel = new WriteChannel(Channels.newChannel(bytes));
        FlatBufferBuilder builder = new FlatBufferBuilder();
        write(channel, MessageSerializer.serializeMessage(builder, MessageHeader.Schema, bigEndianSchema(builder), 0));
        bigEndianBatch(channel);
        channel.writeIntLittleEndian(-1);
        channel.writeIntLittleEndian(0);
        return bytes.toByteArray();
    }

    private void bigEndianBatch(WriteChannel channel) throws IOException {
        try (IntVector numbers = new IntVector("v", allocator)) {
            for (int i = 0; i < 3; i++) {
                numbers.setSafe(i, Integer.reverseBytes(i + 1));
            }
            numbers.setValueCount(3);
            try (ArrowRecordBatch batch = new VectorUnloader(new VectorSchemaRoot(List.of(numbers))).getRecordBatch()) {
                MessageSerializer.serialize(channel, batch);
            }
        }
    }

    private byte[] bigEndianFile(byte[] stream) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ArrowColumns.bytes("ARROW1\0\0"));
        int before = 4 + 4 + ByteBuffer.wrap(stream).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(4);
        int metadata = 8 + ByteBuffer.wrap(stream).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(before + 4);
        bytes.write(stream);
        FlatBufferBuilder builder = new FlatBufferBuilder();
        int schema = bigEndianSchema(builder);
        Footer.startRecordBatchesVector(builder, 1);
        org.apache.arrow.flatbuf.Block.createBlock(builder, 8 + before, metadata, stream.length - 8 - before - metadata);
        int batches = builder.endVector();
        Footer.startDictionariesVector(builder, 0);
        int dictionaries = builder.endVector();
        Footer.startFooter(builder);
        Footer.addVersion(builder, MetadataVersion.V5);
        Footer.addSchema(builder, schema);
        Footer.addDictionaries(builder, dictionaries);
        Footer.addRecordBatches(builder, batches);
        builder.finish(Footer.endFooter(builder));
        byte[] footer = builder.sizedByteArray();
        bytes.write(footer);
        bytes.write(ByteBuffer.allocate(4).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(footer.length).array());
        bytes.write(ArrowColumns.bytes("ARROW1"));
        return bytes.toByteArray();
    }

    private static int bigEndianSchema(FlatBufferBuilder builder) {
        int fields = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, new int[] {ArrowColumns.integer("v").getField(builder)});
        org.apache.arrow.flatbuf.Schema.startSchema(builder);
        org.apache.arrow.flatbuf.Schema.addEndianness(builder, Endianness.Big);
        org.apache.arrow.flatbuf.Schema.addFields(builder, fields);
        return org.apache.arrow.flatbuf.Schema.endSchema(builder);
    }

    private static byte[] decimalStream(int bits) throws IOException {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        int name = builder.createString("v");
        int type = Decimal.createDecimal(builder, 5, 2, bits);
        int children = org.apache.arrow.flatbuf.Field.createChildrenVector(builder, new int[0]);
        org.apache.arrow.flatbuf.Field.startField(builder);
        org.apache.arrow.flatbuf.Field.addName(builder, name);
        org.apache.arrow.flatbuf.Field.addTypeType(builder, Type.Decimal);
        org.apache.arrow.flatbuf.Field.addType(builder, type);
        org.apache.arrow.flatbuf.Field.addChildren(builder, children);
        int fields = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, new int[] {org.apache.arrow.flatbuf.Field.endField(builder)});
        org.apache.arrow.flatbuf.Schema.startSchema(builder);
        org.apache.arrow.flatbuf.Schema.addFields(builder, fields);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(new WriteChannel(Channels.newChannel(bytes)), MessageSerializer.serializeMessage(builder, MessageHeader.Schema,
                org.apache.arrow.flatbuf.Schema.endSchema(builder), 0));
        return bytes.toByteArray();
    }

    private static void write(WriteChannel channel, ByteBuffer message) throws IOException {
        int padded = (message.remaining() + 7) & -8;
        int padding = padded - message.remaining();
        channel.writeIntLittleEndian(-1);
        channel.writeIntLittleEndian(padded);
        channel.write(message);
        channel.write(new byte[padding]);
    }
}

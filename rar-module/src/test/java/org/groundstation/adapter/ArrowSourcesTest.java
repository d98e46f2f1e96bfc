package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrow data that is damaged, or of machines and libraries that write it in another way: it is read or refused, and ends no satellite. */
class ArrowSourcesTest extends ArrowInputTest {
    @Test
    void bigEndianDataIsRefused() throws IOException {
        byte[] stream = ForeignArrow.bigEndianStream(allocator);
        assertRefused(() -> show(ScriptInput.arrowStream(new ByteArrayInputStream(stream))), "it is big-endian");
        assertRefused(() -> show(ScriptInput.batches(new ArrowStreamReader(new ByteArrayInputStream(stream), allocator))), "it is big-endian");
        assertRefused(() -> show(own -> new ArrowStreamReader(new ByteArrayInputStream(stream), own)), "it is big-endian");
        Path file = folder.resolve("big.arrow");
        Files.write(file, ForeignArrow.bigEndianFile(stream));
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
        byte[] stream = ForeignArrow.decimalStream(bits);
        assertRefused(() -> show(ScriptInput.arrowStream(new ByteArrayInputStream(stream))),
                "column 'v' is a decimal of " + bits + " bits; write it with 128 or 256");
        assertRefused(() -> show(ScriptInput.batches(new ArrowStreamReader(new ByteArrayInputStream(stream), allocator))),
                "column 'v' is a decimal of " + bits + " bits; write it with 128 or 256");
    }

    @ParameterizedTest
    @EnumSource(value = CodecType.class, names = {"LZ4_FRAME", "ZSTD"})
    void compressedBodiesAreRefusedWithoutACodecAndReadWithOne(CodecType codec) throws IOException {
        try (VectorSchemaRoot batch = TestAdapter.batch(allocator, 1000)) {
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
        try (VectorSchemaRoot batch = TestAdapter.batch(allocator, 20)) {
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
        try (VectorSchemaRoot batch = TestAdapter.batch(allocator, 200_000)) {
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

    private static void assertRefusedOrRead(Runnable sending) {
        try {
            sending.run();
        } catch (GroundstationException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.ARROW_UNSUPPORTED);
        }
    }
}

package org.groundstation.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.flatbuffers.FlatBufferBuilder;
import jakarta.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.SqlType;
import org.groundstation.api.columnar.Values;
import org.junit.jupiter.api.Test;

/**
 * Whole sessions with mutated bytes: frames, Arrow metadata, offsets, lengths, dictionaries, compression. Each is read to
 * its end or refused with a code; nothing else may happen, and never more memory than a frame may have. Arrow's own bounds
 * checks are on here, so that a read outside a batch fails the test.
 *
 * <p>{@code -Dfuzz.inputs=10000000} runs as many; {@code -Dfuzz.seed} starts elsewhere.
 */
class HostileBytesTest {
    private static final int LARGEST_FRAME = 1 << 18;
    private static final long MOST_MEMORY = 4L * LARGEST_FRAME;
    private static final String ALL = "b boolean, t tinyint, s smallint, i integer, l bigint not null, r real, d double, n decimal(38,9),"
            + " c varchar, x varbinary, day date, at time, ts timestamp, tz timestamp with time zone, u varchar, w interval";
    private static final String LISTS = "l bigint[], b boolean[], c varchar[] not null, n decimal(10,2)[], at time[], w interval[], last integer";

    @Test
    void mutatedSessionsAreReadOrRefused() throws IOException {
        long inputs = Long.getLong("fuzz.inputs", 40_000);
        long seed = Long.getLong("fuzz.seed", 1);
        List<byte[]> honest = honestSessions();
        for (byte[] session : honest) {
            assertThat(read(session)).as("honest bytes are read").isTrue();
        }
        honest.addAll(foreignSessions());
        int workers = Runtime.getRuntime().availableProcessors();
        long start = System.nanoTime();
        long read = IntStream.range(0, workers).parallel().mapToLong(worker -> mutate(honest, seed + worker, inputs / workers)).sum();
        System.out.printf("%,d mutated sessions, seeds %d to %d: %,d read, %,d refused, %,d a second%n", inputs, seed, seed + workers - 1,
                read, inputs - read, inputs * 1_000_000_000L / (System.nanoTime() - start));
        assertThat(read).isBetween(inputs / 100, inputs * 9 / 10);
    }

    /** @return how many were read to their end */
    private static long mutate(List<byte[]> honest, long seed, long inputs) {
        Mutator mutator = new Mutator(honest, seed);
        long read = 0;
        for (long input = 0; input < inputs; input++) {
            byte[] bytes = mutator.next();
            try {
                read += read(bytes) ? 1 : 0;
            } catch (Throwable broken) {
                throw new AssertionError("input " + input + " of seed " + seed + ": " + HexFormat.of().formatHex(bytes), broken);
            }
        }
        return read;
    }

    /** A batch that says it is compressed, and a column that says it is encoded. */
    @Test
    void compressedAndEncodedBatchesAreRefused() throws IOException {
        for (byte[] session : foreignSessions()) {
            assertThat(read(session)).isFalse();
        }
    }

    /** @return false when the bytes were refused */
    private static boolean read(byte[] bytes) throws IOException {
        try (RootAllocator allocator = new RootAllocator();
                FrameChannel channel = new FrameChannel(new Nowhere(),
                        Channels.newChannel(new ByteArrayInputStream(bytes)), LARGEST_FRAME)) {
            ScriptExchange exchange = exchange(channel, allocator);
            try {
                converse(exchange);
                return true;
            } catch (IOException | GroundstationException refused) {
                return false;
            } finally {
                if (allocator.getPeakMemoryAllocation() > MOST_MEMORY) {
                    throw new AssertionError("it made the server allocate " + allocator.getPeakMemoryAllocation() + " bytes");
                }
            }
        }
    }

    private static void converse(ScriptExchange exchange) throws IOException {
        exchange.awaitReady();
        exchange.receiveSchema();
        List<VectorSchemaRoot> batches = new ArrayList<>();
        try {
            exchange.receiveRest(batches);
            for (VectorSchemaRoot batch : batches) {
                for (FieldVector vector : batch.getFieldVectors()) {
                    for (int row = 0; row < batch.getRowCount(); row++) {
                        Values.get(vector, row);
                    }
                }
            }
        } finally {
            batches.forEach(VectorSchemaRoot::close);
        }
    }

    /** The result is not declared, so that every schema that can be exchanged gets through. */
    private static ScriptExchange exchange(FrameChannel channel, BufferAllocator allocator) {
        ExternalScript script = ExternalScript.python("pass").outputParameter("p", SqlType.DOUBLE).outputParameter("q", SqlType.TIME).build();
        return new ScriptExchange(channel, allocator, new SessionOrder("r", RuntimeName.PYTHON, script, Map.of(), null, false, 1_000));
    }

    private static List<byte[]> honestSessions() throws IOException {
        List<byte[]> sessions = new ArrayList<>();
        for (String columns : List.of(ALL, LISTS, "l bigint[]", "l bigint, c varchar", "x varbinary, at time")) {
            for (int rows : new int[] {0, 1, 9}) {
                sessions.add(session(out -> {
                    try (RootAllocator allocator = new RootAllocator();
                            VectorSchemaRoot batch = batch(ResultSchema.parse(columns).arrowSchema(), rows, allocator)) {
                        ArrowFrames.writeSchema(out, FrameType.OUTPUT_SCHEMA, batch.getSchema());
                        ArrowFrames.writeBatch(out, FrameType.OUTPUT_BATCH, batch);
                        ArrowFrames.writeBatch(out, FrameType.OUTPUT_BATCH, batch);
                    }
                }));
            }
        }
        return sessions;
    }

    private static List<byte[]> foreignSessions() throws IOException {
        Field encoded = new Field("c", new FieldType(true, new ArrowType.Int(32, true), new DictionaryEncoding(1, false, null)), null);
        Field list = new Field("item", FieldType.nullable(new ArrowType.List()), List.of(SqlType.BIGINT.arrowField("item", true)));
        Field nested = new Field("a", FieldType.nullable(new ArrowType.List()), List.of(list));
        Field encodedList = new Field("a", FieldType.nullable(new ArrowType.List()), List.of(encoded));
        Field struct = new Field("s", FieldType.nullable(new ArrowType.Struct()), List.of(SqlType.BIGINT.arrowField("item", true)));
        return List.of(
                session(out -> {
                    ArrowFrames.writeSchema(out, FrameType.OUTPUT_SCHEMA, ResultSchema.parse("l bigint").arrowSchema());
                    byte[] compressed = compressedBatch();
                    out.write(FrameType.OUTPUT_BATCH, compressed.length - 16, new ByteBuffer[] {null, ByteBuffer.wrap(compressed)});
                }),
                session(out -> ArrowFrames.writeSchema(out, FrameType.OUTPUT_SCHEMA, new Schema(List.of(encoded)))),
                session(out -> ArrowFrames.writeSchema(out, FrameType.OUTPUT_SCHEMA, new Schema(List.of(nested)))),
                session(out -> ArrowFrames.writeSchema(out, FrameType.OUTPUT_SCHEMA, new Schema(List.of(encodedList)))),
                session(out -> ArrowFrames.writeSchema(out, FrameType.OUTPUT_SCHEMA, new Schema(List.of(struct)))));
    }

    private interface Output {
        void writeTo(FrameChannel out) throws IOException;
    }

    private static byte[] session(Output output) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FrameChannel out = new FrameChannel(new Collected(Channels.newChannel(bytes)), null, LARGEST_FRAME);
                RootAllocator allocator = new RootAllocator()) {
            out.writeJson(FrameType.SESSION_READY, Json.createObjectBuilder().build());
            out.writeJson(FrameType.MESSAGE, Json.createObjectBuilder().add("stream", "stdout").add("text", "so far").build());
            output.writeTo(out);
            Schema parameters = ResultSchema.parse("p double, q time").arrowSchema();
            ArrowFrames.writeSchema(out, FrameType.PARAMETER_SCHEMA, parameters);
            try (VectorSchemaRoot row = batch(parameters, 1, allocator)) {
                ArrowFrames.writeBatch(out, FrameType.PARAMETER_BATCH, row);
            }
            out.writeJson(FrameType.DONE, Json.createObjectBuilder().add("rowsIn", 1).add("rowsOut", 18).add("scriptMillis", 3)
                    .add("cpuMillis", 2).add("peakMemoryBytes", 1L << 30).add("readBytes", 0).add("writtenBytes", 512).build());
            out.flush();
        }
        return bytes.toByteArray();
    }

    /** Every third value is NULL where the column allows it. */
    private static VectorSchemaRoot batch(Schema schema, int rows, BufferAllocator allocator) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
        batch.allocateNew();
        for (FieldVector vector : batch.getFieldVectors()) {
            for (int row = 0; row < rows; row++) {
                boolean absent = row % 3 == 2 && vector.getField().isNullable();
                Values.set(vector, row, absent ? null : value(SqlType.ofArrow(vector.getField()).orElseThrow(), row));
            }
        }
        batch.setRowCount(rows);
        return batch;
    }

    private static Object value(SqlType type, int row) {
        return switch (type.kind()) {
            case BOOLEAN -> row % 2 == 0;
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> (long) row - 4;
            case REAL, DOUBLE -> row / 3.0;
            case NUMERIC -> (long) row;
            case VARCHAR, UUID, JSON -> "text " + "ß".repeat(row);
            case VARBINARY -> ("bytes" + row).getBytes(StandardCharsets.UTF_8);
            case DATE -> LocalDate.of(1, 1, 1).plusYears(row);
            case TIME -> LocalTime.of(row, 30);
            case TIMESTAMP -> LocalDateTime.of(9999, 12, 31, row, 0);
            case TIMESTAMP_TZ -> OffsetDateTime.of(1970, 1, 1, row, 0, 0, 0, ZoneOffset.UTC);
            case INTERVAL -> new PeriodDuration(Period.of(0, row, -row), Duration.ofMillis(row));
            case ARRAY -> IntStream.range(0, row % 4).mapToObj(i -> i == 1 ? null : value(type.element(), i)).toList();
        };
    }

    /** An encapsulated message of one row whose body is said to be compressed with ZSTD. */
    private static byte[] compressedBatch() {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        RecordBatch.startBuffersVector(builder, 2);
        org.apache.arrow.flatbuf.Buffer.createBuffer(builder, 0, 16);
        org.apache.arrow.flatbuf.Buffer.createBuffer(builder, 0, 0);
        int buffers = builder.endVector();
        RecordBatch.startNodesVector(builder, 1);
        FieldNode.createFieldNode(builder, 1, 0);
        int nodes = builder.endVector();
        int compression = BodyCompression.createBodyCompression(builder, CompressionType.ZSTD, BodyCompressionMethod.BUFFER);
        RecordBatch.startRecordBatch(builder);
        RecordBatch.addLength(builder, 1);
        RecordBatch.addNodes(builder, nodes);
        RecordBatch.addBuffers(builder, buffers);
        RecordBatch.addCompression(builder, compression);
        int batch = RecordBatch.endRecordBatch(builder);
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, MessageHeader.RecordBatch, batch, 16, 0));
        byte[] metadata = builder.sizedByteArray();
        int padded = metadata.length + 7 & -8;
        return ByteBuffer.allocate(8 + padded + 16).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(-1).putInt(padded)
                .put(Arrays.copyOf(metadata, padded)).array();
    }

    /** Where the server's own frames go. */
    static class Nowhere implements GatheringByteChannel {
        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            long written = 0;
            for (int i = offset; i < offset + length; i++) {
                written += write(sources[i]);
            }
            return written;
        }

        @Override
        public long write(ByteBuffer[] sources) throws IOException {
            return write(sources, 0, sources.length);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int length = source.remaining();
            source.position(source.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    static final class Collected extends Nowhere {
        private final WritableByteChannel bytes;

        Collected(WritableByteChannel bytes) {
            this.bytes = bytes;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return bytes.write(source);
        }
    }
}

package org.groundstation.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.columnar.SqlValues;
import org.groundstation.api.columnar.SqlValues.Column;

/** Whatever is sent, it arrives, and the checks of what is hostile let it through. */
class FramePropertiesTest {
    private static final int LARGEST_FRAME = 1 << 24;

    @Property
    void batchesOfEveryTypeArrive(@ForAll("tables") List<Column> columns) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int rows = columns.stream().mapToInt(column -> column.values().size()).min().orElse(0);
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot batch = batch(columns, rows, allocator)) {
            try (FrameChannel out = new FrameChannel(new HostileBytesTest.Collected(Channels.newChannel(bytes)), null, LARGEST_FRAME)) {
                ArrowFrames.writeSchema(out, FrameType.OUTPUT_SCHEMA, plain(batch.getSchema()));
                ArrowFrames.writeBatch(out, FrameType.OUTPUT_BATCH, batch);
                ArrowFrames.writeBatch(out, FrameType.OUTPUT_BATCH, batch);
                out.flush();
            }
            try (FrameChannel in = new FrameChannel(new HostileBytesTest.Nowhere(), Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray())),
                    LARGEST_FRAME)) {
                RecordBatchCheck.checkSchema(ArrowFrames.readSchema(in, in.readHeader()));
                for (int i = 0; i < 2; i++) {
                    try (VectorSchemaRoot arrived = ArrowFrames.readBatch(in, in.readHeader(), batch.getSchema(), allocator)) {
                        assertThat(arrived.getRowCount()).isEqualTo(rows);
                        for (int column = 0; column < columns.size(); column++) {
                            assertThat(SqlValues.read(arrived.getVector(column)))
                                    .isEqualTo(SqlValues.comparable(columns.get(column).values().subList(0, rows)));
                        }
                    }
                }
            }
        }
    }

    @Property
    void controlFramesArriveInTheirOrder(@ForAll List<String> texts) throws IOException {
        List<String> sent = texts.stream().map(text -> text.codePoints().filter(point -> point < 0xd800 || point > 0xdfff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString()).toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FrameChannel out = new FrameChannel(new HostileBytesTest.Collected(Channels.newChannel(bytes)), null, LARGEST_FRAME)) {
            for (String text : sent) {
                out.writeJson(FrameType.MESSAGE, Json.createObjectBuilder().add("text", text).build());
            }
            out.flush();
        }
        List<String> arrived = new ArrayList<>();
        try (FrameChannel in = new FrameChannel(new HostileBytesTest.Nowhere(), Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray())),
                LARGEST_FRAME)) {
            for (int i = 0; i < sent.size(); i++) {
                JsonObject message = in.readJson(in.readHeader());
                arrived.add(message.getString("text"));
            }
        }
        assertThat(arrived).isEqualTo(sent);
    }

    @Provide
    Arbitrary<List<Column>> tables() {
        return SqlValues.columns(12).list().ofMinSize(1).ofMaxSize(6);
    }

    private static VectorSchemaRoot batch(List<Column> columns, int rows, RootAllocator allocator) {
        List<FieldVector> vectors = new ArrayList<>();
        for (Column column : columns) {
            vectors.add(new Column(column.type(), column.values().subList(0, rows)).vector("c" + vectors.size(), allocator));
        }
        Schema schema = new Schema(IntStream.range(0, columns.size()).mapToObj(i -> columns.get(i).type().arrowField("c" + i, true)).toList());
        return new VectorSchemaRoot(schema, vectors, rows);
    }

    /** Satellites send no metadata. */
    private static Schema plain(Schema schema) {
        return new Schema(schema.getFields().stream().map(FramePropertiesTest::plain).toList());
    }

    private static Field plain(Field field) {
        return new Field(field.getName(), new FieldType(field.isNullable(),
                field.getType(), null), field.getChildren().stream().map(FramePropertiesTest::plain).toList());
    }
}

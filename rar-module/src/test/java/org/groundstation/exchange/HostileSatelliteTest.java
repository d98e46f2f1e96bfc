package org.groundstation.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.SqlType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a satellite may send that it must not: always an error, never a crash, a hang or a leak. */
@Timeout(60)
class HostileSatelliteTest {
    private static final ResultSchema RESULT = ResultSchema.parse("id bigint, name varchar");
    private static final int LARGEST_FRAME = 1 << 20;

    @TempDir
    private Path folder;
    private final RootAllocator allocator = new RootAllocator();
    private SocketChannel satellite;
    private FrameChannel channel;
    private FrameChannel honest;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            satellite = SocketChannel.open(address);
            channel = new FrameChannel(server.accept(), LARGEST_FRAME);
        }
        honest = new FrameChannel(satellite, LARGEST_FRAME);
    }

    @AfterEach
    void nothingLeaks() throws IOException {
        channel.close();
        satellite.close();
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    @Test
    void headersThatBreakARuleAreRefused() throws IOException {
        refuses(header(0, 99, 0, 0, 0, 0), "frame type 99 does not exist");
        refuses(header(0, 0, 0, 0, 0, 0), "frame type 0 does not exist");
        refuses(header(0, 14, 1, 0, 0, 0), "a DONE frame sets reserved bits");
        refuses(header(0, 14, 0, 1, 0, 0), "a DONE frame sets reserved bits");
        refuses(header(0, 14, 0, 0, 5, 0), "frame 5 came where frame 0 was due");
        refuses(header(-1, 14, 0, 0, 0, 0), "a DONE frame of 4294967295 bytes is larger than the limit of 1048576");
        refuses(header(LARGEST_FRAME + 1, 11, 0, 0, 0, 0), "a OUTPUT_BATCH frame of 1048577 bytes is larger than the limit of 1048576");
        refuses(header(8, 11, 0, 0, 0, 9), "a OUTPUT_BATCH frame has metadata longer than itself");
    }

    @Test
    void framesOutOfOrderAreRefused() throws IOException {
        for (FrameType type : List.of(FrameType.OUTPUT_BATCH, FrameType.DONE, FrameType.HELLO, FrameType.INPUT_END)) {
            reconnect();
            honest.writeJson(type, JsonValue.EMPTY_JSON_OBJECT);
            honest.flush();
            assertThatThrownBy(() -> exchange().awaitReady()).isInstanceOf(ProtocolViolation.class)
                    .hasMessage("a " + type + " frame came where SESSION_READY was due");
        }
    }

    @Test
    void controlFramesThatAreNotJsonAreRefused() throws IOException {
        write(FrameType.ERROR, 0, "not json".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> exchange().awaitReady()).isInstanceOf(ProtocolViolation.class).hasMessage("a ERROR frame is not JSON");
        reconnect();
        write(FrameType.ERROR, 0, "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> exchange().awaitReady()).isInstanceOf(ProtocolViolation.class).hasMessage("a ERROR frame is not JSON");
    }

    @Test
    void aSchemaOtherThanTheDeclaredOneIsRefused() throws IOException {
        ArrowFrames.writeSchema(honest, FrameType.OUTPUT_SCHEMA, ResultSchema.parse("id bigint, name varbinary").arrowSchema());
        honest.flush();
        assertThatThrownBy(() -> exchange().receiveSchema()).isInstanceOf(ProtocolViolation.class).hasMessageContaining("instead of");
    }

    @ParameterizedTest
    @CsvSource({"5,-1,128", "5,6,128", "0,0,128", "-3,0,128", "39,0,128", "2147483647,0,128", "5,2,64", "5,2,0", "40,2,256"})
    void decimalsWithImpossibleDigitsAreRefused(int precision, int scale, int bits) throws IOException {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        int name = builder.createString("d");
        int type = Decimal.createDecimal(builder, precision, scale, bits);
        Field.startField(builder);
        Field.addName(builder, name);
        Field.addTypeType(builder, Type.Decimal);
        Field.addType(builder, type);
        int fields = Schema.createFieldsVector(builder, new int[] {Field.endField(builder)});
        Schema.startSchema(builder);
        Schema.addFields(builder, fields);
        ByteBuffer message = MessageSerializer.serializeMessage(builder, MessageHeader.Schema, Schema.endSchema(builder), 0);
        byte[] payload = ByteBuffer.allocate(8 + message.remaining()).order(ByteOrder.LITTLE_ENDIAN).putInt(-1).putInt(message.remaining())
                .put(message).array();
        write(FrameType.OUTPUT_SCHEMA, 0, payload);
        ExternalScript undeclared = ExternalScript.python("pass").build();
        assertThatThrownBy(() -> new ScriptExchange(channel, allocator, new SessionOrder("r", RuntimeName.PYTHON, undeclared, Map.of(), null, false, 1_000))
                .receiveSchema())
                .isInstanceOf(ProtocolViolation.class).hasMessage("a schema cannot be read: column 0 is a decimal that is not exchanged");
    }

    @Test
    void aConnectionThatEndsInTheMiddleOfABatchIsNoticed() throws IOException {
        ArrowFrames.writeSchema(honest, FrameType.OUTPUT_SCHEMA, RESULT.arrowSchema());
        honest.flush();
        satellite.write(header(4096, 11, 0, 0, 1, 256));
        satellite.write(ByteBuffer.allocate(100));
        satellite.close();
        ScriptExchange exchange = exchange();
        exchange.receiveSchema();
        assertThatThrownBy(exchange::receiveBatch).isInstanceOf(EOFException.class);
    }

    @Test
    void messagesBeyondTheLimitAreDropped() throws Exception {
        String text = "x".repeat(60_000);
        CompletableFuture<Void> printing = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 10; i++) {
                    honest.writeJson(FrameType.MESSAGE, Json.createObjectBuilder().add("stream", "stdout").add("text", text).build());
                }
                honest.writeJson(FrameType.SESSION_READY, JsonValue.EMPTY_JSON_OBJECT);
                honest.flush();
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
        ScriptExchange exchange = exchange();
        exchange.awaitReady();
        printing.get();
        assertThat(exchange.drainMessages()).hasSize(2);
    }

    private ScriptExchange exchange() {
        ExternalScript script = ExternalScript.python("pass").resultSchema(RESULT).outputParameter("p", SqlType.DOUBLE).build();
        return new ScriptExchange(channel, allocator, new SessionOrder("r", RuntimeName.PYTHON, script, Map.of(), null, false, 1_000));
    }

    private void refuses(ByteBuffer header, String message) throws IOException {
        reconnect();
        satellite.write(header);
        assertThatThrownBy(() -> channel.readHeader()).isInstanceOf(ProtocolViolation.class).hasMessage(message);
    }

    private void write(FrameType type, int metadataLength, byte[] payload) throws IOException {
        honest.write(type, metadataLength, new ByteBuffer[] {null, ByteBuffer.wrap(payload)});
        honest.flush();
    }

    private void reconnect() throws IOException {
        channel.close();
        satellite.close();
        java.nio.file.Files.deleteIfExists(folder.resolve("s"));
        connect();
    }

    private static ByteBuffer header(int length, int type, int flags, int reserved, int sequence, int metadataLength) {
        return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt(length).put((byte) type).put((byte) flags)
                .putShort((short) reserved).putInt(sequence).putInt(metadataLength).flip();
    }
}

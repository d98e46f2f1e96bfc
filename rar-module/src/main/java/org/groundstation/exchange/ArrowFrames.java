package org.groundstation.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Schemas and record batches as frames: encapsulated Arrow IPC messages. Batches leave by one gathering write over the
 * vectors' own buffers and arrive in one buffer that the vectors slice.
 */
final class ArrowFrames {
    /** A continuation marker and the length of the metadata come before it. */
    private static final int PREFIX_BYTES = 8;
    private static final int ALIGNMENT = 8;
    /** Some 100 bytes for each column; it is read into the heap. */
    private static final int LARGEST_METADATA = 8 * 1024 * 1024;
    private static final ByteBuffer PADDING = ByteBuffer.allocateDirect(ALIGNMENT).asReadOnlyBuffer();

    private ArrowFrames() {
    }

    static void writeSchema(FrameChannel channel, FrameType type, Schema schema) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        MessageSerializer.serialize(new WriteChannel(Channels.newChannel(bytes)), schema);
        channel.write(type, bytes.size(), new ByteBuffer[] {null, ByteBuffer.wrap(bytes.toByteArray())});
    }

    /** Sends all rows of the batch. The caller keeps the batch. */
    static void writeBatch(FrameChannel channel, FrameType type, VectorSchemaRoot batch) throws IOException {
        try (ArrowRecordBatch unloaded = new VectorUnloader(batch).getRecordBatch()) {
            writeBatch(channel, type, unloaded);
        }
    }

    /** Sends an unloaded batch; the caller closes it. */
    static void writeBatch(FrameChannel channel, FrameType type, ArrowRecordBatch unloaded) throws IOException {
        ByteBuffer metadata = MessageSerializer.serializeMetadata(unloaded);
        int unpadded = PREFIX_BYTES + metadata.remaining();
        int metadataLength = align(unpadded);
        channel.requireRoom(metadataLength + unloaded.computeBodyLength());
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES).order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(-1).putInt(metadataLength - PREFIX_BYTES).flip();
        List<ArrowBuf> buffers = unloaded.getBuffers();
        ByteBuffer[] payload = new ByteBuffer[4 + 2 * buffers.size()];
        payload[1] = prefix;
        payload[2] = metadata;
        payload[3] = padding(metadataLength - unpadded);
        for (int i = 0; i < buffers.size(); i++) {
            int size = Math.toIntExact(buffers.get(i).readableBytes());
            payload[4 + 2 * i] = buffers.get(i).nioBuffer(0, size);
            payload[5 + 2 * i] = padding(align(size) - size);
        }
        channel.write(type, metadataLength, payload);
    }

    /** Reads the payload of a schema frame. @throws ProtocolViolation when it is not a schema */
    static Schema readSchema(FrameChannel channel, FrameChannel.Header header) throws IOException {
        Message message = message(channel, header, header.length(), MessageHeader.Schema);
        try {
            SchemaCheck.check((org.apache.arrow.flatbuf.Schema) message.header(new org.apache.arrow.flatbuf.Schema()), header.length());
            return MessageSerializer.deserializeSchema(message);
        } catch (RuntimeException malformed) {
            throw new ProtocolViolation("a " + header.type() + " frame holds no schema", malformed);
        }
    }

    /**
     * Reads the payload of a batch frame and checks it before a vector touches it.
     *
     * @return a batch that the caller owns
     * @throws ProtocolViolation when the batch does not fit the schema or points outside itself
     */
    static VectorSchemaRoot readBatch(FrameChannel channel, FrameChannel.Header header, Schema schema,
            BufferAllocator allocator) throws IOException {
        Message message = message(channel, header, header.metadataLength(), MessageHeader.RecordBatch);
        int bodyLength = header.length() - header.metadataLength();
        try (ArrowBuf body = channel.readBuffer(bodyLength, allocator)) {
            RecordBatch metadata = new RecordBatch();
            if (message.header(metadata) == null || message.bodyLength() != bodyLength) {
                throw new ProtocolViolation("a batch states " + message.bodyLength() + " bytes and has " + bodyLength);
            }
            new RecordBatchCheck(schema, metadata, body).check();
            // Deserializing gives up one reference to the body; closing it here gives up the other.
            body.getReferenceManager().retain();
            return load(MessageSerializer.deserializeRecordBatch(metadata, body), schema, allocator);
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            throw new ProtocolViolation("a batch cannot be read", malformed);
        }
    }

    private static VectorSchemaRoot load(ArrowRecordBatch batch, Schema schema, BufferAllocator allocator) {
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        try (batch) {
            new VectorLoader(root).load(batch);
            return root;
        } catch (RuntimeException | Error failed) {
            root.close();
            throw failed;
        }
    }

    private static Message message(FrameChannel channel, FrameChannel.Header header, int length, byte expected)
            throws IOException {
        if (length > LARGEST_METADATA) {
            throw new ProtocolViolation("a " + header.type() + " frame has " + length + " bytes of metadata");
        }
        if (length <= PREFIX_BYTES) {
            throw new ProtocolViolation("a " + header.type() + " frame of " + length + " bytes holds no Arrow message");
        }
        ByteBuffer bytes = channel.readBytes(length);
        try {
            Message message = Message.getRootAsMessage(bytes.position(PREFIX_BYTES).slice().order(java.nio.ByteOrder.LITTLE_ENDIAN));
            if (message.headerType() != expected) {
                throw new ProtocolViolation("a " + header.type() + " frame holds an Arrow message of type " + message.headerType());
            }
            return message;
        } catch (IndexOutOfBoundsException malformed) {
            throw new ProtocolViolation("a " + header.type() + " frame holds no Arrow message", malformed);
        }
    }

    private static int align(int size) {
        return Math.addExact(size, ALIGNMENT - 1) & -ALIGNMENT;
    }

    private static ByteBuffer padding(int bytes) {
        return PADDING.duplicate().limit(bytes);
    }
}

package org.groundstation.adapter;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/** Arrow data that the library here does not write. */
final class ForeignArrow {
    private ForeignArrow() {
    }

    /** One column of integers 1, 2, 3 as a machine writes it that begins with the most significant byte. */
    static byte[] bigEndianStream(BufferAllocator allocator) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WriteChannel channel = new WriteChannel(Channels.newChannel(bytes));
        FlatBufferBuilder builder = new FlatBufferBuilder();
        write(channel, MessageSerializer.serializeMessage(builder, MessageHeader.Schema, bigEndianSchema(builder), 0));
        bigEndianBatch(channel, allocator);
        channel.writeIntLittleEndian(-1);
        channel.writeIntLittleEndian(0);
        return bytes.toByteArray();
    }

    private static void bigEndianBatch(WriteChannel channel, BufferAllocator allocator) throws IOException {
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

    /** The same as a file. */
    static byte[] bigEndianFile(byte[] stream) throws IOException {
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

    /** One column of decimals of so many bits, without rows. */
    static byte[] decimalStream(int bits) throws IOException {
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

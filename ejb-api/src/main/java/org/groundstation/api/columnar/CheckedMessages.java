package org.groundstation.api.columnar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.apache.arrow.vector.ipc.message.MessageResult;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/** The messages of an Arrow stream: lengths are checked before anything is allocated, the schema before it is built. */
final class CheckedMessages extends MessageChannelReader {
    /** Some hundred bytes for each column and each of its buffers. */
    private static final int LARGEST_METADATA = 64 * 1024 * 1024;

    private final ReadChannel source;
    /** The place of each column among the nodes of a batch. */
    private int[] columns = new int[0];
    private ArrowBuf lastBody;

    CheckedMessages(ReadChannel source, BufferAllocator allocator) {
        super(source, allocator);
        this.source = source;
    }

    @Override
    public MessageResult readNext() throws IOException {
        int length = readLength();
        if (length == MessageSerializer.IPC_CONTINUATION_TOKEN) {
            length = readLength();
        }
        if (length == 0) {
            return null;
        }
        if (length < 0 || length > LARGEST_METADATA) {
            throw new IOException("a message states " + Integer.toUnsignedLong(length) + " bytes of metadata");
        }
        ByteBuffer metadata = readFully(ByteBuffer.allocate(length));
        Message message = Message.getRootAsMessage(metadata.duplicate());
        if (message.headerType() == MessageHeader.Schema) {
            Schema schema = (Schema) message.header(new Schema());
            ArrowSchemaCheck.check(schema);
            expect(schema);
        } else if (message.headerType() == MessageHeader.RecordBatch) {
            RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
            checkRows(batch);
            checkBuffers(batch);
        } else if (message.headerType() == MessageHeader.DictionaryBatch) {
            checkBuffers(((DictionaryBatch) message.header(new DictionaryBatch())).data());
        }
        if (message.bodyLength() < 0 || message.bodyLength() > Integer.MAX_VALUE) {
            throw new IOException("a batch states " + message.bodyLength() + " bytes");
        }
        // only Arrow's own code can make a result of it
        in = new ReadChannel(new Again(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(length).flip(), metadata, source));
        MessageResult result = super.readNext();
        lastBody = result.getBodyBuffer();
        return result;
    }

    /** Tells the columns of the batches that come. */
    void expect(Schema schema) {
        columns = new int[schema.fieldsLength()];
        int node = 0;
        for (int i = 0; i < columns.length; i++) {
            columns[i] = node;
            node += nodes(schema.fields(i));
        }
    }

    /** Arrow's library makes columns as long as the batch, with whatever is in memory. */
    private void checkRows(RecordBatch batch) throws IOException {
        for (int node : columns) {
            if (node >= batch.nodesLength() || batch.nodes(node).length() != batch.length()) {
                throw new IOException("a batch of " + batch.length() + " rows has columns of another length");
            }
        }
    }

    /** Arrow's library makes room for as many buffers as a column of views is said to have. */
    private static void checkBuffers(RecordBatch batch) throws IOException {
        for (int i = 0; i < batch.variadicBufferCountsLength(); i++) {
            long count = batch.variadicBufferCounts(i);
            if (count < 0 || count > batch.buffersLength()) {
                throw new IOException("a column has " + count + " of the " + batch.buffersLength() + " buffers of its batch");
            }
        }
    }

    /** Indices stand for what is encoded, and have no parts. */
    private static int nodes(Field field) {
        int nodes = 1;
        for (int i = 0; i < field.childrenLength() && field.dictionary() == null; i++) {
            nodes += nodes(field.children(i));
        }
        return nodes;
    }

    @Override
    public long bytesRead() {
        return source.bytesRead();
    }

    /** Frees what a reader that failed has left; its vectors have been closed before. */
    @Override
    public void close() throws IOException {
        while (lastBody != null && lastBody.refCnt() > 0) {
            lastBody.close();
        }
        source.close();
    }

    /** @return 0 at the end, which the stream need not mark */
    private int readLength() throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int count = source.readFully(length);
        if (count != 0 && count != Integer.BYTES) {
            throw new IOException("it ends within a message");
        }
        return length.getInt(0);
    }

    private ByteBuffer readFully(ByteBuffer bytes) throws IOException {
        if (source.readFully(bytes) != bytes.capacity()) {
            throw new IOException("it ends within a message");
        }
        return bytes.flip();
    }

    /** What has been read of a message, and the rest of it. */
    private record Again(ByteBuffer length, ByteBuffer metadata, ReadChannel rest) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer to) throws IOException {
            ByteBuffer from = length.hasRemaining() ? length : metadata;
            if (from.hasRemaining()) {
                int count = Math.min(from.remaining(), to.remaining());
                to.put(from.duplicate().limit(from.position() + count));
                from.position(from.position() + count);
                return count;
            }
            int count = rest.readFully(to);
            return count == 0 ? -1 : count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // the source is closed where it was opened
        }
    }
}

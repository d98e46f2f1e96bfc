package org.groundstation.api.columnar;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.SeekableReadChannel;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * Streams and files in Arrow's IPC format, checked for what Arrow's Java library does not look at: the byte order, which it
 * takes for little-endian whatever the schema says, and lengths that are made up.
 */
public final class ArrowSources {
    /** {@code ARROW1} at the end of a file, after the length of the footer. */
    private static final int TRAILER_BYTES = 10;
    /** {@code ARRO}, read from its last byte. */
    private static final int MAGIC = 0x4f525241;

    private ArrowSources() {
    }

    /** A stream in Arrow's format. Closing the reader closes it. */
    public static ArrowReader stream(InputStream stream, BufferAllocator allocator) {
        return new ArrowStreamReader(new CheckedMessages(new ReadChannel(Channels.newChannel(stream)), allocator), allocator);
    }

    /** A file in Arrow's format. Closing the reader closes the channel. */
    public static ArrowReader file(SeekableByteChannel file, BufferAllocator allocator) {
        return new CheckedFileReader(new SeekableReadChannel(file), allocator);
    }

    /**
     * Makes a reader check what it reads. It works on Arrow's own readers, on a stream reader only while its schema has not been
     * asked for; others are left as they are.
     *
     * @throws GroundstationException {@link ErrorCode#ARROW_UNSUPPORTED} for a file that cannot be read as it is meant
     */
    public static void check(ArrowReader reader) throws IOException {
        if (reader instanceof ArrowFileReader) {
            if (read(reader, ArrowFileReader.class, "in") instanceof SeekableReadChannel channel) {
                checkedFooter(channel);
            }
        } else if (reader instanceof ArrowStreamReader) {
            Object messages = read(reader, ArrowStreamReader.class, "messageReader");
            if (messages != null && messages.getClass() == MessageChannelReader.class
                    && read(messages, MessageChannelReader.class, "in") instanceof ReadChannel channel
                    && read(messages, MessageChannelReader.class, "allocator") instanceof BufferAllocator allocator) {
                write(reader, new CheckedMessages(channel, allocator));
            }
        }
    }

    /** @return null for a file of which Arrow's reader says what is wrong */
    static Footer checkedFooter(SeekableReadChannel file) throws IOException {
        long size = file.size();
        if (size <= 2 * TRAILER_BYTES) {
            return null;
        }
        ByteBuffer trailer = read(file, size - TRAILER_BYTES, TRAILER_BYTES);
        int length = trailer.getInt(0);
        if (length <= 0 || length > size - TRAILER_BYTES || trailer.getInt(Integer.BYTES) != MAGIC) {
            return null;
        }
        Footer footer = Footer.getRootAsFooter(read(file, size - TRAILER_BYTES - length, length));
        ArrowSchemaCheck.check(footer.schema());
        for (int i = 0; i < footer.recordBatchesLength(); i++) {
            checkBlock(footer.recordBatches(i), size);
        }
        for (int i = 0; i < footer.dictionariesLength(); i++) {
            checkBlock(footer.dictionaries(i), size);
        }
        return footer;
    }

    private static void checkBlock(Block block, long size) throws IOException {
        if (block.offset() < 0 || block.metaDataLength() <= 0 || block.bodyLength() < 0 || block.offset() > size
                || block.bodyLength() > size - block.offset() - block.metaDataLength()) {
            throw new IOException("a batch lies outside of the file of " + size + " bytes");
        }
    }

    private static ByteBuffer read(SeekableReadChannel file, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.setPosition(position);
        file.readFully(bytes);
        return bytes.flip();
    }

    /** @return null when Arrow keeps it elsewhere, or to itself */
    private static Object read(Object from, Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(from);
        } catch (ReflectiveOperationException | RuntimeException hidden) {
            return null;
        }
    }

    private static void write(ArrowReader reader, MessageChannelReader messages) {
        try {
            Field field = ArrowStreamReader.class.getDeclaredField("messageReader");
            field.setAccessible(true);
            field.set(reader, messages);
        } catch (ReflectiveOperationException | RuntimeException hidden) {
            // then it reads without the checks, as the documentation of ScriptInput.batches says
        }
    }
}

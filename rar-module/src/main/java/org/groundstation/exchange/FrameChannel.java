package org.groundstation.exchange;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * Frames on one connected socket. A frame is a 16-byte little-endian header (payload length, type, flags, reserved,
 * sequence, metadata length) and its payload. One thread may read while others write; {@link #close} works from any and
 * ends them all.
 */
public final class FrameChannel implements Closeable {
    private static final int HEADER_BYTES = 16;
    /** Small enough for the cache of a core beside other work; see docs/performance.md. */
    private static final int SOCKET_BUFFER_BYTES = 256 * 1024;
    private static final int LARGEST_CONTROL_FRAME = 1024 * 1024;
    private static final int SMALL_BYTES = 16 * 1024;

    private final GatheringByteChannel out;
    private final ReadableByteChannel in;
    private final int largestFrame;
    private final ByteBuffer outgoingHeader = header();
    private final ByteBuffer incomingHeader = header();
    /** Small frames that wait for the next one that cannot; each system call wakes the other side. */
    private final ByteBuffer unsent = ByteBuffer.allocateDirect(SMALL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int nextOutgoing;
    private int nextIncoming;

    /** A received header. The payload follows on the socket and must be read before the next header. */
    record Header(FrameType type, int length, int metadataLength) {
    }

    /**
     * @param socket connected and blocking; this object closes it
     * @param largestFrame limit for payloads of both directions, in bytes
     */
    public FrameChannel(SocketChannel socket, int largestFrame) throws IOException {
        this(socket, socket, largestFrame);
        socket.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
        socket.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    FrameChannel(GatheringByteChannel out, ReadableByteChannel in, int largestFrame) {
        this.out = out;
        this.in = in;
        this.largestFrame = largestFrame;
    }

    /** Sends a control frame. */
    void writeJson(FrameType type, JsonObject content) throws IOException {
        ByteBuffer[] payload = {null, ByteBuffer.wrap(content.toString().getBytes(StandardCharsets.UTF_8))};
        write(type, 0, payload);
    }

    /**
     * Sends a frame: a large one with one gathering write, a small one at the next {@link #flush()} at the latest.
     *
     * @param buffers the first slot is free for the header; the payload follows
     * @throws GroundstationException {@link ErrorCode#FRAME_TOO_LARGE}; nothing has been sent then
     */
    synchronized void write(FrameType type, int metadataLength, ByteBuffer[] buffers) throws IOException {
        long length = 0;
        for (int i = 1; i < buffers.length; i++) {
            length += buffers[i].remaining();
        }
        requireRoom(length);
        if (unsent.remaining() < HEADER_BYTES + length) {
            flush();
        }
        if (unsent.remaining() >= HEADER_BYTES + length) {
            putHeader(unsent, type, (int) length, metadataLength);
            for (int i = 1; i < buffers.length; i++) {
                unsent.put(buffers[i]);
            }
            return;
        }
        putHeader(outgoingHeader.clear(), type, (int) length, metadataLength);
        outgoingHeader.flip();
        buffers[0] = outgoingHeader;
        writeFully(buffers);
    }

    /** @throws GroundstationException {@link ErrorCode#FRAME_TOO_LARGE} for a payload of more bytes than a frame may have */
    void requireRoom(long length) {
        if (length > largestFrame) {
            throw new GroundstationException(ErrorCode.FRAME_TOO_LARGE, length, largestFrame);
        }
    }

    /** Sends what waits. Whoever waits for an answer calls it before. */
    synchronized void flush() throws IOException {
        if (unsent.position() > 0) {
            writeFully(new ByteBuffer[] {unsent.flip()});
            unsent.clear();
        }
    }

    private void putHeader(ByteBuffer to, FrameType type, int length, int metadataLength) {
        to.putInt(length).put(type.number()).put((byte) 0).putShort((short) 0)
                .putInt(nextOutgoing++).putInt(metadataLength);
    }

    private void writeFully(ByteBuffer[] buffers) throws IOException {
        int first = 0;
        while (first < buffers.length) {
            out.write(buffers, first, buffers.length - first);
            while (first < buffers.length && !buffers[first].hasRemaining()) {
                first++;
            }
        }
    }

    /**
     * Waits for the next header.
     *
     * @throws EOFException when the satellite has closed the connection
     * @throws ProtocolViolation when the header breaks a rule
     */
    Header readHeader() throws IOException {
        incomingHeader.clear();
        readFully(incomingHeader);
        incomingHeader.flip();
        int length = incomingHeader.getInt();
        FrameType type = FrameType.of(incomingHeader.get());
        int flags = incomingHeader.get();
        int reserved = incomingHeader.getShort();
        int sequence = incomingHeader.getInt();
        int metadataLength = incomingHeader.getInt();
        if (flags != 0 || reserved != 0) {
            throw new ProtocolViolation("a " + type + " frame sets reserved bits");
        }
        if (sequence != nextIncoming) {
            throw new ProtocolViolation("frame " + sequence + " came where frame " + nextIncoming + " was due");
        }
        if (length < 0 || length > largestFrame) {
            throw new FrameTooLarge(type, Integer.toUnsignedLong(length), largestFrame);
        }
        if (metadataLength < 0 || metadataLength > length) {
            throw new ProtocolViolation("a " + type + " frame has metadata longer than itself");
        }
        nextIncoming++;
        return new Header(type, length, metadataLength);
    }

    /** Reads the payload of a control frame. @throws ProtocolViolation when it is not a JSON object of sensible size */
    JsonObject readJson(Header header) throws IOException {
        if (header.length() > LARGEST_CONTROL_FRAME) {
            throw new ProtocolViolation("a " + header.type() + " frame of " + header.length() + " bytes is too long");
        }
        ByteBuffer bytes = readBytes(header.length());
        try (JsonReader reader = ControlJson.READERS.createReader(new StringReader(StandardCharsets.UTF_8.decode(bytes).toString()))) {
            return reader.readObject();
        } catch (RuntimeException malformed) { // too deep nesting is no JsonException
            throw new ProtocolViolation("a " + header.type() + " frame is not JSON", malformed);
        }
    }

    /** Reads the next bytes of a payload into the heap, ready to be read, little endian. */
    ByteBuffer readBytes(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        readFully(bytes);
        return bytes.flip();
    }

    /** Reads the next bytes of a payload into one buffer, which the caller owns. */
    ArrowBuf readBuffer(int length, BufferAllocator allocator) throws IOException {
        ArrowBuf buffer = allocator.buffer(length);
        try {
            readFully(buffer.nioBuffer(0, length));
            buffer.writerIndex(length);
            return buffer;
        } catch (IOException | RuntimeException | Error failed) {
            buffer.close();
            throw failed;
        }
    }

    /** Ends the conversation; a thread that waits in it gets an exception. */
    @Override
    public void close() {
        try (out; in) {
            // both are the socket
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void readFully(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (in.read(target) < 0) {
                throw new EOFException("the satellite closed the connection");
            }
        }
    }

    private static ByteBuffer header() {
        return ByteBuffer.allocateDirect(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}

package org.groundstation.bench.exchange;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.groundstation.bench.Peers;
import org.groundstation.bench.Peers.Peer;

/** Arrow's own IPC stream in both directions of a Unix domain socket, as the libraries of both languages bring it. */
final class StreamEcho implements EchoPath {
    private final Path folder = Files.createTempDirectory("gs-bench-");
    private final Path address = folder.resolve("echo.sock");
    private final Peer peer;
    private final SocketChannel socket;
    private final ArrowStreamWriter writer;
    private final ArrowStreamReader reader;

    /** @param batch the one that will be sent */
    StreamEcho(Peers peers, BufferAllocator allocator, VectorSchemaRoot batch) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(address));
            peer = peers.start("stream_echo.py", Map.of(), address.toString());
            socket = server.accept();
        }
        writer = new ArrowStreamWriter(batch, null, socket);
        writer.start();
        reader = new ArrowStreamReader(socket, allocator);
    }

    @Override
    public void send(VectorSchemaRoot batch) throws IOException {
        writer.writeBatch();
    }

    @Override
    public int receive() throws IOException {
        reader.loadNextBatch();
        return reader.getVectorSchemaRoot().getRowCount();
    }

    @Override
    public void close() throws IOException {
        writer.end();
        reader.close();
        socket.close();
        peer.close();
        Files.delete(address);
        Files.delete(folder);
    }
}

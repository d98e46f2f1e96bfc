package org.groundstation.bench.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.netty.NettyAllocationManager;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.bench.Peers;
import org.groundstation.bench.Peers.Peer;

/** Arrow Flight: DoExchange of Java's client with Python's server, over the loopback address, with the allocator that Flight brings. */
final class FlightEcho implements EchoPath {
    private final Peer peer;
    private final BufferAllocator allocator = new RootAllocator(
            RootAllocator.configBuilder().allocationManagerFactory(NettyAllocationManager.FACTORY).build());
    private final FlightClient client;
    private final FlightClient.ExchangeReaderWriter exchange;

    /** @param batch the one that will be sent */
    FlightEcho(Peers peers, VectorSchemaRoot batch) throws IOException {
        peer = peers.start("flight_echo.py", Map.of());
        client = FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", Integer.parseInt(peer.answer()))).build();
        exchange = client.doExchange(FlightDescriptor.command("echo".getBytes(StandardCharsets.UTF_8)));
        exchange.getWriter().start(batch);
    }

    @Override
    public void send(VectorSchemaRoot batch) {
        exchange.getWriter().putNext();
    }

    @Override
    public int receive() {
        exchange.getReader().next();
        return exchange.getReader().getRoot().getRowCount();
    }

    @Override
    public void close() throws Exception {
        exchange.getWriter().completed();
        while (exchange.getReader().next()) {
            // the end comes after what is on its way
        }
        exchange.close();
        client.close();
        allocator.close();
        peer.close();
    }
}

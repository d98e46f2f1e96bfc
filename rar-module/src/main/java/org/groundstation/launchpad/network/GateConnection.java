package org.groundstation.launchpad.network;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.launchpad.host.Destination;
import org.groundstation.launchpad.network.GateServer.Requester;
import org.groundstation.monitor.SatelliteListener;

/** The connection of one satellite's gate: decides what it asks, and knows what it has open. Thread-safe. */
final class GateConnection {
    private final long satellite;
    private final SocketChannel channel;
    private final NetworkPolicy policy;
    private final SatelliteListener listener;
    private final Map<Integer, Connection> connections = new HashMap<>();

    /** A connection that was allowed. */
    private record Connection(Destination to, NetworkPolicy.Use use) {
    }

    GateConnection(long satellite, SocketChannel channel, NetworkPolicy policy, SatelliteListener listener) {
        this.satellite = satellite;
        this.channel = channel;
        this.policy = policy;
        this.listener = listener;
    }

    long satellite() {
        return satellite;
    }

    /** Takes a question or a report. @param requester who uses the satellite now */
    synchronized void receive(JsonObject line, Requester requester) throws IOException {
        int number = line.getInt("connection");
        if (line.containsKey("host")) {
            Destination to = new Destination(line.getString("host"), line.getInt("port"));
            NetworkPolicy.Use use = requester.script().isEmpty() ? null : policy.admit(to, requester.script());
            if (use != null) {
                connections.put(number, new Connection(to, use));
            }
            listener.networkAsked(satellite, requester.caller(), requester.script(), to.toString(), use != null);
            answer(number, use != null);
        } else {
            closed(connections.remove(number), line);
        }
    }

    /** Lets the gate close connections. */
    synchronized void closeWhere(Predicate<NetworkGrant> unwanted) {
        connections.forEach((number, connection) -> {
            if (unwanted.test(connection.use().grant())) {
                try {
                    answer(number, false);
                } catch (IOException gone) {
                    // and its connections with it
                }
            }
        });
    }

    /** It is gone, with whatever it had open. */
    synchronized void end() {
        connections.values().forEach(connection -> {
            connection.use().closed(0, 0);
            listener.networkClosed(satellite, connection.to().toString(), 0, 0, "its gate was gone before it could tell the bytes");
        });
        connections.clear();
        try {
            channel.close();
        } catch (IOException ignored) {
            // it is closed in any case
        }
    }

    private void closed(Connection connection, JsonObject report) {
        if (connection != null) {
            long sent = report.getJsonNumber("sent").longValue();
            long received = report.getJsonNumber("received").longValue();
            connection.use().closed(sent, received);
            listener.networkClosed(satellite, connection.to().toString(), sent, received, report.getString("failed", ""));
        }
    }

    private void answer(int number, boolean allowed) throws IOException {
        ByteBuffer line = StandardCharsets.UTF_8.encode(
                Json.createObjectBuilder().add("connection", number).add("allowed", allowed).build() + "\n");
        channel.write(line);
        if (line.hasRemaining()) {
            throw new IOException("it does not listen");
        }
    }
}

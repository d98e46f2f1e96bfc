package org.groundstation.launchpad.network;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.groundstation.launchpad.host.Destination;
import org.groundstation.launchpad.host.GateAccess;
import org.groundstation.launchpad.host.Threads;
import org.groundstation.monitor.SatelliteListener;

/**
 * Where the gates of satellites ask whether a connection is granted: a Unix domain socket in an owner-only folder, and a
 * one-time token for each gate. One thread serves them all; {@code gate.py} says what the lines mean. Thread-safe.
 */
public final class GateServer implements AutoCloseable {
    private static final int TOKEN_BYTES = 32;
    private static final int BACKLOG = 128;
    private static final int LONGEST_LINE = 4096;
    private static final long PAUSE_MILLIS = 100;

    private final Path socket;
    private final NetworkPolicy policy;
    private final LongFunction<Requester> requesters;
    private final Threads threads;
    private final SatelliteListener listener;
    private final SecureRandom random = new SecureRandom();
    private final Map<Long, String> expected = new ConcurrentHashMap<>();
    private final Map<Long, GateConnection> gates = new ConcurrentHashMap<>();
    private GateAcceptor acceptor;

    /** Who uses a satellite. @param script fingerprint of the script that began last, or empty */
    public record Requester(String caller, String script) {
        public static final Requester NOBODY = new Requester("", "");
    }

    /**
     * Opens at the first gate that will ask: where nothing can be granted, there is none.
     *
     * @param requesters who uses a satellite now, by its number
     */
    public GateServer(Path socket, NetworkPolicy policy, LongFunction<Requester> requesters, Threads threads, SatelliteListener listener) {
        this.socket = socket;
        this.policy = policy;
        this.requesters = requesters;
        this.threads = threads;
        this.listener = listener;
    }

    /** Makes a token for the gate of a satellite, and awaits it. */
    public synchronized GateAccess access(long satellite, List<Destination> destinations) throws IOException {
        if (acceptor == null) {
            acceptor = new GateAcceptor();
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        expected.put(satellite, token);
        return new GateAccess(socket, token, destinations);
    }

    /** The satellite is gone. */
    public void forget(long satellite) {
        expected.remove(satellite);
    }

    /** Another script begins on a satellite: what the one before it has opened is closed. */
    public void scriptBegins(long satellite) {
        GateConnection gate = gates.get(satellite);
        if (gate != null) {
            gate.closeWhere(grant -> true);
        }
    }

    /** Closes what is granted no longer. */
    public void grantsChanged() {
        gates.values().forEach(gate -> gate.closeWhere(grant -> !policy.isGranted(grant)));
    }

    @Override
    public synchronized void close() {
        gates.values().forEach(GateConnection::end);
        if (acceptor != null) {
            acceptor.close();
        }
    }

    /** Where gates connect. */
    private final class GateAcceptor {
        private final Selector selector = Selector.open();
        private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);

        GateAcceptor() throws IOException {
            server.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            threads.start("groundstation-network", this::serve);
        }

        private void serve() {
            boolean failing = false;
            while (selector.isOpen()) {
                try {
                    selector.select(this::serve);
                    failing = false;
                } catch (ClosedSelectorException closed) {
                    return; // with the Launchpad
                } catch (Throwable failed) {
                    failing = rest(failing, failed);
                }
            }
        }

        private void serve(SelectionKey key) {
            if (key.isAcceptable()) {
                accept();
            } else {
                ((GateReader) key.attachment()).readMore(key);
            }
        }

        /** The next gates must find somebody who listens; what happened is said once. */
        private boolean rest(boolean failing, Throwable failed) {
            try {
                if (!failing && selector.isOpen()) {
                    listener.launcherReported("the requests of gates cannot be read: " + failed);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (Throwable unheard) {
                // that is the closed selector
            }
            return true;
        }

        private void accept() {
            try {
                SocketChannel channel = server.accept();
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new GateReader(channel));
            } catch (IOException failed) {
                if (server.isOpen()) {
                    listener.launcherReported("a gate could not ask: " + failed.getMessage());
                }
            }
        }

        private void close() {
            try (server; selector) {
                // both
            } catch (IOException ignored) {
                // they are closed in any case
            }
        }
    }

    /** What comes from one gate, line by line. */
    private final class GateReader {
        private final SocketChannel channel;
        private final ByteBuffer piece = ByteBuffer.allocate(LONGEST_LINE);
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private GateConnection gate;

        GateReader(SocketChannel channel) {
            this.channel = channel;
        }

        void readMore(SelectionKey key) {
            try {
                if (channel.read(piece.clear()) < 0) {
                    end(key);
                    return;
                }
                for (piece.flip(); piece.hasRemaining();) {
                    byte next = piece.get();
                    if (next == '\n') {
                        receive(read(line.toString(StandardCharsets.UTF_8)));
                        line.reset();
                    } else if (line.size() < LONGEST_LINE) {
                        line.write(next);
                    }
                }
            } catch (IOException | RuntimeException broken) {
                listener.launcherReported("a gate was turned away: " + broken.getMessage());
                end(key);
            }
        }

        private void receive(JsonObject said) throws IOException {
            if (gate != null) {
                gate.receive(said, requesters.apply(gate.satellite()));
                return;
            }
            long satellite = said.getJsonNumber("satellite").longValue();
            if (!said.getString("token").equals(expected.remove(satellite))) {
                throw new IOException("its token is unknown or was used before");
            }
            gate = new GateConnection(satellite, channel, policy, listener);
            gates.put(satellite, gate);
        }

        private JsonObject read(String text) {
            try (JsonReader reader = Json.createReader(new StringReader(text))) {
                return reader.readObject();
            } catch (JsonException malformed) {
                throw new IllegalArgumentException("it said something that is not a line of the gate", malformed);
            }
        }

        private void end(SelectionKey key) {
            key.cancel();
            if (gate != null) {
                gates.remove(gate.satellite());
                gate.end();
            } else {
                try {
                    channel.close();
                } catch (IOException ignored) {
                    // it is closed in any case
                }
            }
        }
    }
}

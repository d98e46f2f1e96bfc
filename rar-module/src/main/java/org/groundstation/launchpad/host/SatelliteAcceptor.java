package org.groundstation.launchpad.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.groundstation.exchange.FrameChannel;
import org.groundstation.exchange.Hello;
import org.groundstation.exchange.ProtocolViolation;
import org.groundstation.monitor.SatelliteListener;

/** Where new satellites report, with a one-time token for each: a Unix domain socket in an owner-only folder, or a port of this machine's own. */
final class SatelliteAcceptor implements AutoCloseable {
    private static final int TOKEN_BYTES = 32;
    private static final long PAUSE_MILLIS = 100;
    private static final int BACKLOG = 128;

    private final ServerSocketChannel server;
    /** Of the thread that accepts. */
    private boolean failing;
    private final String address;
    private final int largestFrame;
    private final Duration patience;
    private final Threads threads;
    private final ScheduledExecutorService timer;
    private final SatelliteListener listener;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, CompletableFuture<Arrival>> expected = new ConcurrentHashMap<>();

    /** A satellite that proved its origin. */
    record Arrival(FrameChannel channel, Hello hello) {
    }

    /** A satellite that is awaited. */
    record Expectation(String token, CompletableFuture<Arrival> arrival) {
    }

    /**
     * @param socket where the Unix domain socket is made; empty for a port, which is what every system has
     * @param patience how long a connection may take to say hello
     */
    SatelliteAcceptor(Optional<Path> socket, int largestFrame, Duration patience, Threads threads, ScheduledExecutorService timer,
            SatelliteListener listener) throws IOException {
        this.largestFrame = largestFrame;
        this.patience = patience;
        this.threads = threads;
        this.timer = timer;
        this.listener = listener;
        if (socket.isPresent()) {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket.get()), BACKLOG);
            address = socket.get().toString();
        } else {
            server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            InetSocketAddress bound = (InetSocketAddress) server.getLocalAddress();
            address = bound.getAddress().getHostAddress() + ":" + bound.getPort();
        }
        threads.start("groundstation-reception", this::acceptAll);
    }

    /** Where satellites report, see {@link SatelliteLauncher.Order}. */
    String address() {
        return address;
    }

    /** Makes a token and awaits the satellite that brings it. */
    Expectation expect() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        CompletableFuture<Arrival> arrival = new CompletableFuture<>();
        expected.put(token, arrival);
        return new Expectation(token, arrival);
    }

    /** Stops waiting; a satellite that comes later is turned away. */
    void forget(Expectation expectation) {
        expected.remove(expectation.token());
        if (!expectation.arrival().cancel(false)) {
            expectation.arrival().thenAccept(late -> late.channel().close());
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException ignored) {
            // it is closed in any case
        }
    }

    private void acceptAll() {
        while (server.isOpen()) {
            try {
                SocketChannel connection = server.accept();
                threads.start("groundstation-hello", () -> welcome(connection));
                failing = false;
            } catch (Throwable failed) {
                if (server.isOpen()) {
                    couldNotConnect(failed);
                }
            }
        }
    }

    /** Says it once until one has connected again, and leaves the machine time: it may be out of files or threads. */
    private void couldNotConnect(Throwable failed) {
        try {
            if (!failing) {
                failing = true;
                listener.launcherReported("a satellite could not connect: " + failed.getMessage());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException notTheEnd) {
            // that is the closed server
        } catch (Throwable unheard) {
            // whoever listens must not end the reception
        }
    }

    private void welcome(SocketChannel connection) {
        ScheduledFuture<?> deadline = null;
        try {
            FrameChannel channel = new FrameChannel(connection, largestFrame);
            deadline = timer.schedule(channel::close, patience.toMillis(), TimeUnit.MILLISECONDS);
            Hello hello = Hello.receive(channel);
            CompletableFuture<Arrival> awaited = expected.remove(hello.token());
            if (awaited == null) {
                throw new ProtocolViolation("its token is unknown or was used before");
            }
            if (!awaited.complete(new Arrival(channel, hello))) {
                channel.close();
            }
        } catch (Throwable refused) {
            closeQuietly(connection);
            listener.launcherReported("a connection was turned away: " + refused.getMessage());
        } finally {
            if (deadline != null) {
                deadline.cancel(false);
            }
        }
    }

    private static void closeQuietly(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException ignored) {
            // nobody is left to tell
        }
    }
}

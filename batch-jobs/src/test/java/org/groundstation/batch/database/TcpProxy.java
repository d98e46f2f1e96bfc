package org.groundstation.batch.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a driver and its database and can delay, cut or swallow what they say. Swallowed packets are acknowledged, as
 * by a proxy or a firewall, so that neither end notices. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int BACKLOG = 200;

    private final ServerSocket server;
    private final String host;
    private final int port;
    private final Set<Talk> talks = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();
    private volatile boolean swallowing;
    private volatile boolean refusing;
    private volatile long delayMillis;
    private volatile long answerLimit = Long.MAX_VALUE;
    private volatile String trigger;
    private volatile CountDownLatch triggered = new CountDownLatch(0);

    private TcpProxy(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** Listens on a free port of the loopback address. */
    public static TcpProxy to(String host, int port) {
        try {
            return new TcpProxy(host, port);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Nothing arrives any more, in either direction, on connections that are open now; new ones are served. */
    public void swallowOpen() {
        talks.forEach(talk -> talk.swallowing = true);
    }

    /** Nothing arrives any more on any connection, until {@link #heal}. */
    public void swallow() {
        swallowing = true;
    }

    /**
     * Swallows each connection whose client has been told so many bytes, until {@link #heal}. The buffers of the system may hold
     * megabytes: whoever has them already never learns that a connection was swallowed at some later moment.
     */
    public void swallowAfter(long bytes) {
        answerLimit = bytes;
    }

    /** Swallows a connection from the moment on at which its client says these words, which do not arrive either. */
    public void swallowAt(String words) {
        triggered = new CountDownLatch(1);
        trigger = words;
    }

    /** Waits until the words were said. @return whether they were */
    public boolean awaitWords(Duration limit) throws InterruptedException {
        return triggered.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Each piece takes that long in each direction. */
    public void delay(Duration pause) {
        delayMillis = pause.toMillis();
    }

    /** Ends all connections that are open now. */
    public void cut() {
        talks.forEach(Talk::close);
    }

    /** Accepts connections and ends them at once, until {@link #heal}. */
    public void refuse() {
        refusing = true;
        cut();
    }

    /** New connections are served as if nothing had been; what was swallowed is lost. */
    public void heal() {
        swallowing = false;
        refusing = false;
        delayMillis = 0;
        answerLimit = Long.MAX_VALUE;
        trigger = null;
    }

    /** How many connections are open. */
    public int open() {
        return talks.size();
    }

    /** Bytes that have come from the database. */
    public long received() {
        return received.get();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException ignored) {
            // it is closed in any case
        }
        cut();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (refusing) {
                    client.close();
                } else {
                    Talk talk = new Talk(client, new Socket(host, port));
                    talks.add(talk);
                    start(() -> talk.carry(talk.client, talk.database, true));
                    start(() -> talk.carry(talk.database, talk.client, false));
                }
            } catch (IOException gone) {
                // this one is not served
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private final class Talk {
        private final Socket client;
        private final Socket database;
        private volatile boolean swallowing;

        Talk(Socket client, Socket database) throws IOException {
            this.client = client;
            this.database = database;
            client.setTcpNoDelay(true);
            database.setTcpNoDelay(true);
        }

        /** A connection that is swallowed stays open on both sides until one of them ends it, which the other one does not learn. */
        void carry(Socket from, Socket to, boolean fromClient) {
            byte[] piece = new byte[1 << 16];
            long told = 0;
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                    if (fromClient && trigger != null && new String(piece, 0, length, StandardCharsets.ISO_8859_1).contains(trigger)) {
                        swallowing = true;
                        trigger = null;
                        triggered.countDown();
                    }
                    if (delayMillis > 0) {
                        TimeUnit.MILLISECONDS.sleep(delayMillis);
                    }
                    if (!fromClient && told + length > answerLimit) {
                        swallowing = true;
                    }
                    if (!isSwallowed()) {
                        told += length;
                        received.addAndGet(fromClient ? 0 : length);
                        out.write(piece, 0, length);
                    }
                }
            } catch (IOException | InterruptedException ended) {
                // for the other side as well, unless it is not to know
            }
            if (!isSwallowed() || fromClient) {
                close();
            }
        }

        private boolean isSwallowed() {
            return swallowing || TcpProxy.this.swallowing;
        }

        void close() {
            talks.remove(this);
            try (client; database) {
                // both
            } catch (IOException ignored) {
                // they are closed in any case
            }
        }
    }
}

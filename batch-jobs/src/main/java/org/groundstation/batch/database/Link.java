package org.groundstation.batch.database;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.groundstation.settings.Setting;

/**
 * One TCP connection to the database, under whatever its driver and a pool have put around it. It knows since when somebody
 * waits in it, and can be cut from any thread without the driver's locks. Thread-safe.
 */
final class Link extends Socket {
    private static final int PROBES = 3;
    private static final int PROBE_SECONDS = 5;

    /** Who the other end is. @param session its number for the database; 0 when that is not known */
    record Peer(Origin origin, long session) {
    }

    private volatile long readingSince;
    private volatile long writingSince;
    private volatile long heardAt = now();
    private volatile Peer peer;

    /** Not connected yet. */
    Link() {
        probe(Setting.DATABASE_KEEPALIVE.number(0));
    }

    /** Login is over. */
    void established(Peer other) {
        peer = other;
    }

    /** Null while the login goes on. */
    Peer peer() {
        return peer;
    }

    /** When the wait began that goes on now, as {@link System#nanoTime()}; 0 when nobody waits. */
    long waitingSince() {
        long reading = readingSince;
        return reading != 0 ? reading : writingSince;
    }

    /** Whether nobody waits in it, and nothing came for longer than that. */
    boolean isIdleFor(Duration time) {
        return waitingSince() == 0 && System.nanoTime() - heardAt > time.toNanos();
    }

    /** Ends it at once; whoever waits in it gets an error. */
    void cut() {
        try {
            close();
        } catch (IOException gone) {
            // which is what was wanted
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                readingSince = now();
                try {
                    return in.read(bytes, offset, length);
                } finally {
                    heardAt = now();
                    readingSince = 0;
                }
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writingSince = now();
                try {
                    out.write(bytes, offset, length);
                } finally {
                    writingSince = 0;
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        LinkWatch.forget(this);
        super.close();
    }

    /** The operating system's own pace is two hours. */
    private void probe(long afterMillis) {
        if (afterMillis == 0) {
            return;
        }
        try {
            setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            setOption(ExtendedSocketOptions.TCP_KEEPIDLE, (int) Math.max(1, Duration.ofMillis(afterMillis).toSeconds()));
            setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, PROBE_SECONDS);
            setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
        } catch (IOException | UnsupportedOperationException asTheSystemDoes) {
            // the watch finds a silent connection without probes, too
        }
    }

    /** Never 0. */
    private static long now() {
        return System.nanoTime() | 1;
    }
}

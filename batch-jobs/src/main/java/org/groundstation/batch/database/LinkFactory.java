package org.groundstation.batch.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes the sockets of the drivers, which find it by its name. Thread-safe. */
public final class LinkFactory extends SocketFactory {
    private static final ThreadLocal<Link> LAST = new ThreadLocal<>();

    /** For the drivers. */
    public LinkFactory() {
        // nothing to prepare
    }

    /** The last one of this thread; null when it made none since it was asked. */
    static Link takeLast() {
        Link last = LAST.get();
        LAST.remove();
        return last;
    }

    @Override
    public Socket createSocket() {
        Link link = new Link();
        LinkWatch.watch(link);
        LAST.set(link);
        return link;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = createSocket();
        socket.connect(address);
        return socket;
    }
}

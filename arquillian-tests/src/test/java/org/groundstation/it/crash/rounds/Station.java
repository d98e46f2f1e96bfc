package org.groundstation.it.crash.rounds;

import org.groundstation.api.Setting;
import org.groundstation.batch.database.TcpProxy;
import org.groundstation.it.Api;
import org.groundstation.it.ServerProcess;

/** A server with the proxy between it and its database, and a client that is logged in. Used by one thread at a time. */
final class Station implements AutoCloseable {
    private final ServerProcess server;
    private final TcpProxy proxy;
    private String password;
    private Api api;

    /** @param proxy null where the database is a file */
    Station(ServerProcess server, TcpProxy proxy) {
        this.server = server;
        this.proxy = proxy;
    }

    /** A server on a database behind a proxy. */
    static Station on(String urlBegin, int port, String urlEnd, String user) {
        TcpProxy proxy = TcpProxy.to("127.0.0.1", port);
        return new Station(ServerProcess.with(Setting.DATABASE_URL, urlBegin + proxy.port() + urlEnd).and(Setting.DATABASE_USER, user)
                .and(Setting.DATABASE_PASSWORD, user), proxy);
    }

    ServerProcess server() {
        return server;
    }

    TcpProxy proxy() {
        return proxy;
    }

    boolean isAlive() {
        return server.handle().isAlive();
    }

    /** Starts it and waits until it is ready. */
    void start() {
        api = null;
        server.start();
    }

    /** The administrator's password; the first start on a database shows it. */
    String password() {
        return password == null ? server.administratorPassword() : password;
    }

    Station password(String of) {
        password = of;
        return this;
    }

    Api api() {
        if (api == null) {
            api = server.anonymous().login("admin", password());
        }
        return api;
    }

    @Override
    public void close() {
        try {
            if (started() && isAlive()) {
                server.kill();
            }
        } finally {
            server.close();
            if (proxy != null) {
                proxy.close();
            }
        }
    }

    private boolean started() {
        try {
            return server.handle() != null;
        } catch (NullPointerException never) {
            return false;
        }
    }
}

package org.groundstation.it.crash.rounds;

import java.util.concurrent.CompletableFuture;
import org.groundstation.batch.database.TcpProxy;
import org.groundstation.it.Api;
import org.groundstation.it.ServerProcess;
import org.groundstation.settings.Setting;

/** A server with the proxy between it and its database, and a client that is logged in. Used by one thread at a time, but for its start. */
final class ServerUnderTest implements AutoCloseable {
    /** Servers here live for a minute: what compiles long does not pay. */
    private static final String[] QUICK = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"};

    private final ServerProcess server;
    private final TcpProxy proxy;
    private String password;
    private Api api;
    private volatile CompletableFuture<Void> starting = CompletableFuture.completedFuture(null);

    /** @param proxy null where the database is a file */
    ServerUnderTest(ServerProcess server, TcpProxy proxy) {
        this.server = server.javaOptions(QUICK);
        this.proxy = proxy;
    }

    /** A server on a database behind a proxy. */
    static ServerUnderTest on(String urlBegin, int port, String urlEnd, String user) {
        TcpProxy proxy = TcpProxy.to("127.0.0.1", port);
        return new ServerUnderTest(ServerProcess.with(Setting.DATABASE_URL, urlBegin + proxy.port() + urlEnd).and(Setting.DATABASE_USER, user)
                .and(Setting.DATABASE_PASSWORD, user), proxy);
    }

    ServerProcess server() {
        return server;
    }

    TcpProxy proxy() {
        return proxy;
    }

    /** Whether it runs; one that is just starting does not. */
    boolean isAlive() {
        return starting.isDone() && server.handle().isAlive();
    }

    /** Starts it meanwhile, unless it runs. Trouble may come to it; then {@link #awaitStart} starts it again. */
    void startMeanwhile() {
        if (starting.isDone() && !isAlive()) {
            starting = CompletableFuture.runAsync(this::start);
        }
    }

    /** Waits until it runs. */
    void awaitStart() {
        starting.handle((started, failed) -> null).join();
        if (!isAlive()) {
            start();
        }
    }

    /** Starts it and waits until it is ready. A machine that is busy with other things has a second try; how long a start takes is not what is tested. */
    void start() {
        api = null;
        try {
            server.start();
        } catch (AssertionError late) {
            System.out.println("  a server is started once more: " + late.getMessage().lines().findFirst().orElse(""));
            server.start();
        }
    }

    /** The administrator's password; the first start on a database shows it. */
    String password() {
        return password == null ? server.administratorPassword() : password;
    }

    ServerUnderTest password(String of) {
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
        starting.handle((started, failed) -> null).join();
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

package org.groundstation.it.crash;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.groundstation.it.ServerProcess;
import org.groundstation.settings.Setting;

/** A real PostgreSQL that goes away and comes back with its data and on its port. Not thread-safe. */
public final class StoppablePostgres implements AutoCloseable {
    private static final String USER = "postgres";

    private final Path folder;
    private final int port = ServerProcess.freePort();
    private EmbeddedPostgres server;

    /** Starts it. @param folder of its data; the caller deletes it */
    public StoppablePostgres(Path folder) {
        this.folder = folder;
        start();
    }

    /** Starts it again after {@link #stop}. */
    public void start() {
        try {
            server = EmbeddedPostgres.builder().setDataDirectory(folder).setCleanDataDirectory(false).setPort(port)
                    .setServerConfig("synchronous_commit", "on").start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends it and every connection to it at once. */
    public void stop() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server = null;
    }

    /** Ends it as a crash would: nothing is written down, and the next start recovers from the log. */
    public void crash() {
        try {
            ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid")).get(0)))
                    .orElseThrow();
            new ProcessBuilder("kill", "-QUIT", Long.toString(postmaster.pid())).inheritIO().start().onExit().join();
            postmaster.onExit().join();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        stop();
    }

    /** A Groundstation server on this database, not started yet. */
    ServerProcess groundstation() {
        return ServerProcess.with(Setting.DATABASE_URL, "jdbc:postgresql://127.0.0.1:" + port + "/postgres")
                .and(Setting.DATABASE_USER, USER).and(Setting.DATABASE_PASSWORD, USER);
    }

    /** Where it listens, also after a restart. */
    public int port() {
        return port;
    }

    /** A connection of the test itself. */
    public Connection connect() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    @Override
    public void close() {
        if (server != null) {
            stop();
        }
    }
}

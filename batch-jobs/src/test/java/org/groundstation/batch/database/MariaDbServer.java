package org.groundstation.batch.database;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real MariaDB of this machine's packages, on a free port of the loopback address and in a folder of its own that goes away
 * with it. It never runs as root. Not thread-safe.
 */
public final class MariaDbServer implements AutoCloseable {
    /** Its administrator, who has no password here. */
    public static final String USER = "root";

    private static final String UNPRIVILEGED = "nobody";
    private static final long START_LIMIT_SECONDS = 60;
    private static boolean told;

    private final Path folder;
    private final int port;
    private final List<String> command;
    private Process process;

    private MariaDbServer(Path program, Path installer) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("groundstation-mariadb");
        port = freePort();
        Path log = folder.resolve("server.log");
        List<String> user = new ArrayList<>();
        if (USER.equals(System.getProperty("user.name"))) {
            Files.setOwner(folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(UNPRIVILEGED));
            user.add("--user=" + UNPRIVILEGED);
        }
        Path data = folder.resolve("data");
        run(log, user, installer.toString(), "--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db");
        command = new ArrayList<>(List.of(program.toString(), "--no-defaults", "--datadir=" + data, "--socket=" + folder.resolve("socket"),
                "--port=" + port, "--bind-address=127.0.0.1", "--pid-file=" + data.resolve("pid"), "--character-set-server=utf8mb4"));
        command.addAll(user);
        process = start(log, command);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Starts one; the test that calls this is skipped where MariaDB is not installed. */
    public static MariaDbServer start() {
        Optional<Path> program = find("mariadbd");
        Optional<Path> installer = find("mariadb-install-db");
        if (program.isEmpty() || installer.isEmpty()) {
            String why = "The tests on MariaDB are skipped: there is no mariadbd here. Debian: apt-get install mariadb-server-core mariadb-client-core";
            if (!told) {
                told = true;
                System.out.println(why);
            }
            Assumptions.abort(why);
        }
        try {
            MariaDbServer server = new MariaDbServer(program.get(), installer.get());
            server.awaitConnections();
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Makes an empty database. @return its JDBC URL */
    public String create(String database) {
        try (Connection connection = connect(""); Statement statement = connection.createStatement()) {
            statement.execute("create database " + database);
            return url(database);
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    /** A connection of the test itself. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), USER, "");
    }

    /** Ends it and every connection to it in order. */
    public void stop() {
        process.destroy();
        process.onExit().join();
    }

    /** Ends it as a crash would: what was committed is in its log at the most. */
    public void crash() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again on its port, with its data. */
    public void restart() {
        try {
            process = start(folder.resolve("server.log"), command);
            awaitConnections();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Ends it at once, by its process; its folder goes away. Calling it twice is allowed. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
    }

    private void awaitConnections() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_SECONDS);
        while (true) {
            try {
                connect("").close();
                return;
            } catch (SQLException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    String log = Files.readString(folder.resolve("server.log"));
                    close();
                    throw new AssertionError("MariaDB did not start: " + log, notYet);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private static void run(Path log, List<String> more, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(more);
        if (start(log, line).waitFor() != 0) {
            throw new AssertionError(line + " failed: " + Files.readString(log));
        }
    }

    private static Process start(Path log, List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The server is in sbin, which is not in everybody's path. */
    private static Optional<Path> find(String program) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/usr/local/sbin";
        return Stream.of(path.split(File.pathSeparator)).map(folder -> Path.of(folder, program)).filter(Files::isExecutable).findFirst();
    }
}

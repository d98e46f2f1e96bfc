package org.groundstation.bench.database;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.groundstation.bench.Options;
import org.groundstation.it.ServerProcess;
import org.groundstation.it.TemporaryFolders;

/** The machine's PostgreSQL programs over a new cluster in the output folder. */
final class InstalledDatabase extends Database {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final String USER = "bench";
    /** What the option says to get the PostgreSQL of the tests although another one is installed. */
    private static final String EMBEDDED = "embedded";

    private final Path cluster;
    private final int port = ServerProcess.freePort();
    private final String password = new BigInteger(130, new SecureRandom()).toString(32);
    private final Thread atExit = new Thread(this::stop);
    private final Process server;

    private InstalledDatabase(Path programs, Path output) throws IOException {
        cluster = output.resolve("postgres");
        TemporaryFolders.delete(cluster); // of a run that was ended by force
        Path log = output.resolve("postgres.log");
        Path passwordFile = Files.writeString(Files.createTempFile("gs-bench-", ".password"), password);
        try {
            run(command(programs.resolve("initdb"), "-D", cluster.toString(), "-U", USER, "--auth=scram-sha-256",
                    "--pwfile=" + passwordFile, "--encoding=UTF8", "--locale=C"), log);
        } finally {
            Files.delete(passwordFile);
        }
        List<String> start = command(programs.resolve("postgres"), "-D", cluster.toString(), "-p", Integer.toString(port), "-c",
                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=");
        SETTINGS.forEach((name, value) -> start.addAll(List.of("-c", name + "=" + value)));
        server = new ProcessBuilder(start).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            Awaitility.await("PostgreSQL; see " + log).atMost(START_LIMIT).ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> !server.isAlive() || text("select 1").equals("1"));
        } catch (RuntimeException late) {
            close();
            throw late;
        }
        if (!server.isAlive()) {
            close();
            throw new IOException("PostgreSQL did not start; see " + log);
        }
    }

    /** Starts the programs of the options or else the newest of Debian's. @return empty when there are none, or unwanted */
    static Optional<InstalledDatabase> start(Options options) throws IOException {
        if (options.postgres().equals(EMBEDDED)) {
            return Optional.empty();
        }
        Optional<Path> programs = options.postgres().isEmpty() ? debian() : Optional.of(Path.of(options.postgres()));
        return programs.isEmpty() ? Optional.empty()
                : Optional.of(new InstalledDatabase(programs.get(), options.output().toAbsolutePath()));
    }

    @Override
    int port() {
        return port;
    }

    @Override
    String user() {
        return USER;
    }

    @Override
    String password() {
        return password;
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(atExit);
        TemporaryFolders.delete(cluster);
    }

    /** Ends it without waiting for its clients (SIGINT; Java sends only others). */
    private void stop() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
            if (!server.waitFor(1, TimeUnit.MINUTES)) {
                server.destroyForcibly();
            }
        } catch (IOException | InterruptedException failed) {
            server.destroyForcibly();
        }
    }

    private static Optional<Path> debian() throws IOException {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin")).filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparingInt(bin -> Integer.parseInt(bin.getParent().getFileName().toString())));
        }
    }

    /** PostgreSQL refuses to run as root: in a user namespace without a mapping it is nobody there. */
    private static List<String> command(Path program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed; see " + log);
        }
    }
}

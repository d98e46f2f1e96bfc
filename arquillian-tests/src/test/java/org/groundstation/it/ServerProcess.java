package org.groundstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.groundstation.settings.Setting;

/**
 * One groundstation.jar that runs as a process of its own, as users run it: on a free port of the loopback address, with
 * a data folder of its own that is deleted by {@link #close()}. Not thread-safe.
 *
 * <pre>{@code
 * try (ServerProcess server = ServerProcess.with(Setting.DATABASE_URL, url).start()) {
 *     long job = server.api().post("/api/jobs", request).get("id").asLong();
 *     server.kill();
 *     server.start();
 * }
 * }</pre>
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(5);
    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    private static final Pattern READY = Pattern.compile("Groundstation is ready: (\\S+)");
    private static final Pattern PASSWORD = Pattern.compile("Administrator: admin / (\\S+)");
    private static final int LOG_TAIL = 12_000;
    /** Payara leaves things there, and a killed server everything. */
    private static final String TEMPORARY_FOLDER = "java.io.tmpdir";

    private final Path folder = temporaryFolder();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> javaOptions = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final List<String> wrapper = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private int starts;
    private Process process;
    private String password;

    /**
     * How a process ended that never became ready.
     *
     * @param output its standard output
     * @param errors its standard error
     */
    public record Ended(int exitCode, String output, String errors) {
    }

    private ServerProcess() {
        settings.put(TEMPORARY_FOLDER, folder.resolve("t").toString());
        settings.put(Setting.DATA.key(), folder.resolve("data").toString());
        settings.put(Setting.HTTP_PORT.key(), Integer.toString(freePort()));
        settings.put(Setting.PYTHON_HOME.key(), Setting.PYTHON_HOME.text());
    }

    /** A server with default settings, not started yet. */
    public static ServerProcess create() {
        return new ServerProcess();
    }

    /** A server with one more setting, not started yet. */
    public static ServerProcess with(Setting setting, Object value) {
        return create().and(setting, value);
    }

    /** Sets a setting for the next start. */
    public ServerProcess and(Setting setting, Object value) {
        settings.put(setting.key(), value.toString());
        return this;
    }

    /** Adds arguments to the command line of the next start, for example {@code --deploy my.war}. */
    public ServerProcess arguments(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    /** Adds options of the JVM to the command line of the next start, for example {@code -Xmx256m}. */
    public ServerProcess javaOptions(String... more) {
        javaOptions.addAll(List.of(more));
        return this;
    }

    /** Runs it through another program, which gets the command line of the server as its last arguments. */
    public ServerProcess through(List<String> command, Map<String, String> variables) {
        wrapper.addAll(command);
        environment.putAll(variables);
        return this;
    }

    /** Starts it, for the first time or again on the same data folder, and waits until it is ready. */
    public ServerProcess start() {
        launch();
        try {
            Awaitility.await("the server's ready line").atMost(READY_LIMIT).pollInterval(Duration.ofMillis(100))
                    .until(() -> !process.isAlive() || READY.matcher(output()).find());
        } catch (RuntimeException late) {
            kill();
            throw new AssertionError("the server did not become ready in " + READY_LIMIT + tail(), late);
        }
        if (!process.isAlive()) {
            throw new AssertionError("the server ended with exit code " + process.exitValue() + tail());
        }
        Matcher shown = PASSWORD.matcher(output());
        password = shown.find() ? shown.group(1) : password;
        return this;
    }

    /** Starts it and waits for its end; for a server that must not start, or one that ends by itself. */
    public Ended startAndWait() {
        return startAndWait(READY_LIMIT);
    }

    /** Starts it and waits for its end. */
    public Ended startAndWait(Duration limit) {
        launch();
        return waitForEnd(limit);
    }

    /** The console's address, ending with a slash. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/");
    }

    public int port() {
        return Integer.parseInt(settings.get(Setting.HTTP_PORT.key()));
    }

    public Path dataFolder() {
        return Path.of(settings.get(Setting.DATA.key()));
    }

    public long pid() {
        return process.pid();
    }

    /** The process and, through {@link ProcessHandle#descendants()}, its satellites. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** The password that the first start showed. */
    public String administratorPassword() {
        assertThat(password).as("the password that the first start shows").isNotNull();
        return password;
    }

    /** A client that is logged in as the administrator. */
    public Api api() {
        return anonymous().login("admin", administratorPassword());
    }

    /** A client that is not logged in. */
    public Api anonymous() {
        return new Api(url());
    }

    /** What the process wrote to standard output since it was started last. */
    public String output() {
        return read("out");
    }

    /** What the process wrote to standard error since it was started last: why it ended, if it could not start. */
    public String errors() {
        return read("err");
    }

    /** The server log, over all starts. */
    public String log() {
        try (Stream<Path> files = Files.list(dataFolder())) {
            StringBuilder log = new StringBuilder();
            for (Path file : files.filter(file -> file.getFileName().toString().matches("server\\.log.*(?<!\\.lck)")).sorted().toList()) {
                log.append(Files.readString(file));
            }
            return log.toString();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Asks it to end (SIGTERM) and waits. @return its exit code */
    public int terminate() {
        process.destroy();
        return waitForEnd(END_LIMIT).exitCode();
    }

    /** Ends it as a crash would (SIGKILL) and waits. */
    public void kill() {
        process.destroyForcibly();
        waitForEnd(END_LIMIT);
    }

    /** Waits until it ends by itself. */
    public Ended waitForEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the server did not end in " + limit + tail());
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
        return new Ended(process.exitValue(), output(), errors());
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            terminate();
        }
        TemporaryFolders.delete(folder);
    }

    /** A port of the loopback address that nobody uses at this moment. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    private void launch() {
        assertThat(process == null || !process.isAlive()).as("the server runs already").isTrue();
        starts++;
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // From Java 24 on, the JVM's warning would stand between the lines of the server; older ones do not know the property.
        command.add("-Dsun.misc.unsafe.memory.access=allow");
        Stream.of(System.getProperty("groundstation.test.java.options", "").split(" ")).filter(option -> !option.isEmpty()).forEach(command::add);
        command.addAll(javaOptions);
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", serverJar().toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                .redirectOutput(file("out").toFile()).redirectError(file("err").toFile());
        for (Setting setting : Setting.values()) {
            builder.environment().remove(setting.environmentVariable());
        }
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path serverJar() {
        Path jar = Path.of(System.getProperty("groundstation.test.server", "../web-console/target/groundstation.jar"));
        assertThat(jar).as("the server jar; build it with ./mvnw package").isRegularFile();
        return jar.toAbsolutePath();
    }

    private Path file(String stream) {
        return folder.resolve("server-" + starts + "." + stream);
    }

    private String read(String stream) {
        try {
            return Files.readString(file(stream));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String tail() {
        String log = Files.isDirectory(dataFolder()) ? log() : "";
        return "\n--- standard output\n" + output() + "\n--- standard error\n" + errors() + "\n--- end of the log\n"
                + log.substring(Math.max(0, log.length() - LOG_TAIL));
    }

    private static Path temporaryFolder() {
        try {
            // Short, because paths of sockets in the working folders of scripts have at most 107 characters.
            String name = "gs-%06x".formatted(ThreadLocalRandom.current().nextInt(1 << 24));
            Path made = Files.createDirectory(Path.of(System.getProperty(TEMPORARY_FOLDER), name));
            Path temporary = Files.createDirectory(made.resolve("t"));
            // Worker accounts go through them to their own folders; the server may be somebody else, too.
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx--x--x"));
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
            return made;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

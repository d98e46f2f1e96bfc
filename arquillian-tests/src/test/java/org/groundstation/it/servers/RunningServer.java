package org.groundstation.it.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.groundstation.it.ServerProcess;

/** A server on free ports of the loopback address that keeps all it writes in a folder of its own. Not thread-safe. */
abstract class RunningServer {
    static final String OPENS = "--add-opens=java.base/java.nio=ALL-UNNAMED";
    /** Everybody's password is their name backwards; they are persons. */
    static final List<String> PEOPLE = List.of("ann", "bob");
    static final String ROLE = "person";

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(180);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int LOG_TAIL = 20_000;

    final Path home;
    final Path work;
    final int port = ServerProcess.freePort();

    RunningServer(Path home, Path work) {
        this.home = home;
        this.work = work;
    }

    /** Starts it, with what was deployed before, and waits until it says that it is ready. @param jvmOptions besides its own */
    abstract void start(List<String> jvmOptions);

    /** The process of the server that was started last. */
    abstract ProcessHandle jvm();

    /** Deploys both on the running server and waits until it says that it has. */
    abstract void deploy(Path adapter, Path application);

    /** Takes both away from the running server and waits until it says that they are gone. */
    abstract void undeploy();

    /** Asks it to end as its administrator would. */
    abstract void askToStop();

    /** Where it writes its log. */
    abstract Path logFile();

    /** Asks it to end and waits. @return how long it took */
    final Duration stop() {
        long asked = System.nanoTime();
        ProcessHandle ending = jvm();
        askToStop();
        awaitEnd(ending);
        return Duration.ofNanos(System.nanoTime() - asked);
    }

    /** Ends it as a crash would. */
    final void kill() {
        ProcessHandle ending = jvm();
        ending.destroyForcibly();
        awaitEnd(ending);
    }

    final boolean isRunning() {
        ProcessHandle jvm = jvm();
        return jvm != null && jvm.isAlive();
    }

    /** The address of the application, ending with a slash. */
    final URI url() {
        return URI.create("http://127.0.0.1:" + port + "/" + Application.NAME + "/");
    }

    final String log() {
        return Files.exists(logFile()) ? read(logFile()) : "";
    }

    final String logTail() {
        String log = log();
        return "\n--- " + getClass().getSimpleName() + ", end of " + logFile().getFileName() + "\n" + log.substring(Math.max(0, log.length() - LOG_TAIL));
    }

    static String password(String name) {
        return new StringBuilder(name).reverse().toString();
    }

    final void await(String what, Callable<Boolean> done) {
        try {
            Awaitility.await(what).atMost(COMMAND_LIMIT).pollInterval(POLL).until(done);
        } catch (RuntimeException late) {
            throw new AssertionError(what + " did not happen in " + COMMAND_LIMIT + logTail(), late);
        }
    }

    /** Fails if the server did not deploy something. */
    final void refuse(boolean failed, String name) {
        if (failed) {
            throw new AssertionError(name + " was not deployed" + logTail());
        }
    }

    /** Starts a program of the server that goes on. */
    final Process begin(Path output, ProcessBuilder builder) {
        try {
            builder.environment().keySet().removeIf(name -> name.startsWith("GROUNDSTATION_"));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            return builder.directory(work.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Runs a program of the server to its end. @return what it said */
    final String run(List<String> command) {
        Path output = work.resolve("command.out");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("AS_START_TIMEOUT", Long.toString(COMMAND_LIMIT.toMillis())); // of GlassFish; its own limit is a minute
        Process process = begin(output, builder);
        try {
            assertThat(process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)).as("%s ended%s", command, logTail()).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        } finally {
            process.destroyForcibly();
        }
        String said = read(output);
        if (process.exitValue() != 0) {
            throw new AssertionError(command + " ended with " + process.exitValue() + ": " + said + logTail());
        }
        return said;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void awaitEnd(ProcessHandle ending) {
        await("the end of the server", () -> !ending.isAlive());
    }
}

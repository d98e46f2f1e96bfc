package org.groundstation.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.groundstation.it.ServerProcess;
import org.groundstation.it.SharedFolder;
import org.groundstation.settings.Setting;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A server inside of process and mount namespaces of its own, as the user that a mode names, with an application that runs
 * scripts and with sockets beside it that no script must reach. Whatever an attack does, it ends with the namespace. Needs
 * root.
 */
final class SecuredServer implements AutoCloseable {
    private static final int USER_OF_TEST = 47_111;
    private static final Pattern BASE = Pattern.compile("(?m)^executable *= *(.+)$");

    private final SharedFolder shared = new SharedFolder();
    private final HttpClient client = HttpClient.newHttpClient();
    private final String abstractSocket = "gs-test-" + UUID.randomUUID();
    private final int outsidePort = ServerProcess.freePort();
    private final ServerProcess server;

    /** @param stays whether its namespace outlives it, so that a test can see what it leaves behind */
    SecuredServer(Mode mode, boolean stays) {
        Path war = shared.path().resolve("attack.war");
        ShrinkWrap.create(WebArchive.class).addClass(AttackServlet.class).as(ZipExporter.class).exportTo(war.toFile());
        server = ServerProcess.with(Setting.SATELLITE_MEMORY, 1L << 30).and(Setting.SATELLITE_PROCESSES, 64)
                .and(Setting.SATELLITE_FOLDER, 256L << 20).and(Setting.SATELLITE_SPARES, 1).arguments("--deploy", war.toString());
        Path harness = resource("station.sh");
        Map<String, String> variables = new HashMap<>(Map.of("MODE", mode.name().toLowerCase(Locale.ROOT),
                "UID_OF_TEST", Integer.toString(USER_OF_TEST), "DATA", server.dataFolder().toString(), "NEEDED", needed(),
                "PYTHON", Setting.pythonHome().resolve("bin/python").toString(), "OUTSIDE", resource("outside.py").toString(),
                "ABSTRACT", abstractSocket, "SOCKET", shared.path().resolve("outside.sock").toString(),
                "OUTSIDE_PORT", Integer.toString(outsidePort)));
        if (stays) {
            variables.put("STAY", "yes");
        }
        server.through(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", harness.toString()), variables);
        prepareDataFolder();
    }

    /** The process that runs it, not started yet: for settings. */
    ServerProcess process() {
        return server;
    }

    void start() {
        server.start();
    }

    /** Runs an attack. @return what it saw, or the error */
    String attack(String name, Map<String, Object> where, Duration timeout) {
        return post(script(name, where), "timeout=" + timeout.toMillis());
    }

    /** Runs an attack and cancels it. */
    String cancelled(String name, Map<String, Object> where, Duration after) {
        return post(script(name, where), "timeout=60000&cancelAfter=" + after.toMillis());
    }

    /** Starts a session that stays. @return what attacks have to know about this server and that session */
    Map<String, Object> sibling() {
        String[] answer = send(HttpRequest.newBuilder(attackUrl("")).timeout(Duration.ofSeconds(60)).GET().build()).split(" ");
        Path secret = server.dataFolder().resolve("secret");
        Map<String, Object> where = new HashMap<>(Map.of("server_pid", Long.parseLong(answer[0]), "sibling_pid", Long.parseLong(answer[1]),
                "port", server.port()));
        where.put("secrets", Map.of("data", server.dataFolder().toString(), "home", secret.toString(), "sibling", answer[2],
                "abstract", abstractSocket, "socket", shared.path().resolve("outside.sock").toString(), "outside", outsidePort));
        return where;
    }

    /** The JVM of the server, as this test sees it. */
    ProcessHandle jvm() {
        return server.handle().descendants().filter(process -> process.info().command().orElse("").endsWith("/java")).findFirst().orElseThrow();
    }

    /** Everything below the JVM: zygote, keepers, satellites and what scripts started. */
    List<ProcessHandle> below(ProcessHandle jvm) {
        return jvm.descendants().toList();
    }

    /** Working folders that exist now. */
    List<Path> workingFolders(String ofSibling) {
        Path station = Path.of(ofSibling).getParent();
        if (!Files.exists(station)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(station)) {
            return folders.filter(folder -> !folder.endsWith("server")).toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        if (server.handle().isAlive()) {
            server.kill();
        }
        server.close();
        shared.close();
    }

    private void prepareDataFolder() {
        try {
            Files.setPosixFilePermissions(server.dataFolder().getParent(), PosixFilePermissions.fromString("rwx--x--x"));
            Files.createDirectory(server.dataFolder());
            Path secret = Files.writeString(server.dataFolder().resolve("secret"), "secret");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What every user must reach, though it may lie below folders that are closed to others. */
    private static String needed() {
        try {
            Matcher interpreter = BASE.matcher(Files.readString(Setting.pythonHome().resolve("pyvenv.cfg")));
            assertThat(interpreter.find()).isTrue();
            Path base = Path.of(interpreter.group(1)).toRealPath().getParent().getParent();
            Path jar = Path.of(System.getProperty("groundstation.test.server", "../web-console/target/groundstation.jar"));
            return Stream.of(base, Path.of(System.getProperty("java.home")), Setting.pythonHome(), jar.toAbsolutePath().normalize())
                    .map(Path::toString).filter(path -> !path.equals("/usr")).collect(Collectors.joining(" "));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The script that runs an attack. */
    static String script(String name, Map<String, Object> where) {
        StringBuilder script = new StringBuilder(text("attacks.py"));
        where.forEach((key, value) -> script.append(key).append(" = json.loads(").append(quoted(value)).append(")\n"));
        return script.append("seen = run('").append(name).append("')\n").toString();
    }

    private static String quoted(Object value) {
        try {
            return "'" + new ObjectMapper().writeValueAsString(value) + "'";
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private String post(String script, String query) {
        return send(HttpRequest.newBuilder(attackUrl("?" + query)).timeout(Duration.ofSeconds(90)).header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(script)).build());
    }

    private URI attackUrl(String query) {
        return server.url().resolve("/attack/attack" + query);
    }

    private String send(HttpRequest request) {
        try {
            var answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private Path resource(String name) {
        try {
            return Files.writeString(shared.path().resolve(name), text(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String text(String name) {
        try (InputStream content = SecuredServer.class.getResourceAsStream(name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package org.groundstation.it.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.groundstation.it.TemporaryFolders;
import org.groundstation.it.crash.PythonProcesses;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * What the README promises, on each server of {@code groundstation.test.servers}, with the same resource adapter and the same
 * application. A test starts the server if the one before has ended it.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("servers")
@Tag("alone")
class ServersIT {
    private static final int CALLERS = 6;
    /** A server that waits for something of ours takes half a minute. */
    private static final Duration STOP_BAR = Duration.ofSeconds(25);
    /** How quickly they end is measured elsewhere; here it is that they do. */
    private static final Duration LEFT_LIMIT = Duration.ofSeconds(10);
    private static final Duration READY_LIMIT = Duration.ofSeconds(120);
    private static final Duration GIVE_UP = Duration.ofSeconds(60);

    private static Path folder;
    private static Path temporary;
    private static RunningServer server;
    private static Path application;
    private static boolean deployed;

    @Parameter
    private AnyServer kind;

    /** A request to Open Liberty once had no answer; whether the upgrade to HTTP/2 was to blame is not known, and no test needs it. */
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @RegisterExtension
    private final AfterTestExecutionCallback showLog = test -> test.getExecutionException()
            .filter(failed -> !(failed instanceof TestAbortedException)).ifPresent(failed -> System.err.println(server.logTail()));

    static Stream<AnyServer> servers() {
        return Arrays.stream(System.getProperty("groundstation.test.servers").split(",")).map(String::strip).map(AnyServer::valueOf);
    }

    @BeforeParameterizedClassInvocation
    static void make(AnyServer kind) throws IOException {
        folder = Files.createTempDirectory("gs-");
        temporary = Files.createDirectory(folder.resolve("t"));
        // Worker accounts go through them to their own folders.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        server = kind.make(home(kind), Files.createDirectory(folder.resolve("s")));
        application = Application.in(folder);
        deployed = false;
    }

    @AfterParameterizedClassInvocation
    static void end() {
        try {
            if (server.isRunning()) {
                server.stop();
            }
        } finally {
            TemporaryFolders.delete(folder);
        }
    }

    @BeforeEach
    void run() {
        if (!server.isRunning()) {
            server.start(options(true));
        }
        deploy();
    }

    @Test
    void theApplicationOfTheReadmeGetsTypedRowsAndOutputParameters() throws IOException {
        // 1.5 for each day of those who are more than ten days late: 40 and 11 days.
        assertThat(get("fees").lines()).containsExactly("2 60.00", "3 16.50", "2");
    }

    @Test
    void aFailingScriptTellsItsCodeItsTracebackAndWhatItPrinted() throws IOException {
        assertThat(get("failing")).startsWith("GS-1002: the script raised KeyError").contains("File \"<script>\", line 3").contains("KeyError: 'x'")
                .contains("seen");
    }

    @Test
    void callersBeyondThePoolSizeWaitForASeat() {
        List<CompletableFuture<String>> asked = IntStream.range(0, CALLERS).mapToObj(i -> ask("span", null)).toList();
        List<long[]> spans = asked.stream().map(CompletableFuture::join).map(text -> Stream.of(text.split(" ")).mapToLong(Long::parseLong).toArray()).toList();
        assertThat(spans).hasSize(CALLERS).allSatisfy(
                span -> assertThat(spans.stream().filter(other -> other[0] <= span[0] && span[0] < other[1])).hasSizeLessThanOrEqualTo(LateFeesServlet.SEATS));
    }

    @Test
    void everyConnectionHasASatelliteOfItsOwn() throws IOException {
        assertThat(get("pair").split(" ")).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void aSatelliteThatDiesIsReplaced() throws IOException {
        for (int i = 0; i <= LateFeesServlet.SEATS; i++) {
            assertThat(get("deadly")).startsWith("GS-3003: satellite ").contains("ended while it was in use");
        }
        assertThat(get("pair").split(" ")).hasSize(3);
    }

    @Test
    void callersWhoLoggedInAtTheServerHaveAccountsOfTheirOwn() {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root gives satellites worker accounts");
        assertThat(accounts("ann", "ann")).hasSize(1).doesNotContain("0");
        assertThat(accounts("ann", "bob")).hasSize(2).doesNotContain("0");
    }

    @Test
    void theAdapterCanBeTakenAwayAndDeployedAgain() throws IOException {
        get("fees");
        List<ProcessHandle> python = PythonProcesses.below(server.jvm());
        server.undeploy();
        deployed = false;
        PythonProcesses.assertGone(python, LEFT_LIMIT);
        assertNoFolderIsLeft();
        deploy();
        theApplicationOfTheReadmeGetsTypedRowsAndOutputParameters();
    }

    @Test
    void nothingIsLeftOfAServerThatStops() throws IOException {
        get("fees");
        List<ProcessHandle> python = PythonProcesses.below(server.jvm());
        assertThat(server.stop()).isLessThan(STOP_BAR);
        PythonProcesses.assertGone(python, LEFT_LIMIT);
        assertNoFolderIsLeft();
    }

    @Test
    void nothingIsLeftOfAServerThatIsKilledWhileAScriptRuns() {
        ask("hanging", null);
        Awaitility.await("the script's child").atMost(GIVE_UP).until(() -> server.jvm().descendants()
                .anyMatch(process -> process.info().commandLine().orElse("").endsWith("sleep 600")));
        List<ProcessHandle> python = PythonProcesses.below(server.jvm());
        server.kill();
        PythonProcesses.assertGone(python, LEFT_LIMIT);
        assertNoFolderIsLeft();
    }

    @Test
    void aServerThatIsClosedToArrowSaysWhichOptionToAdd() throws IOException {
        assumeFalse(kind.isOpenToArrow(), "this server opens java.nio by itself");
        Path work = Files.createDirectory(folder.resolve("closed"));
        RunningServer closed = kind.make(home(kind), work);
        closed.start(options(false));
        try {
            closed.deploy(adapter(), application);
        } catch (AssertionError refused) {
            // GlassFish tells the administrator at once, WildFly only its log
        } finally {
            closed.stop();
        }
        assertThat(closed.log()).contains("GS-2015: this JVM does not let Arrow reach its memory: the package java.nio is closed to it. "
                + "Add --add-opens=java.base/java.nio=ALL-UNNAMED to the JVM options of the server");
        TemporaryFolders.delete(work);
    }

    private void deploy() {
        if (!deployed) {
            server.deploy(adapter(), application);
            deployed = true;
        }
        Awaitility.await("the application").atMost(READY_LIMIT).ignoreException(IOException.class).until(() -> get("ready").equals("ready"));
    }

    private List<String> accounts(String... names) {
        List<CompletableFuture<String>> asked = Stream.of(names).map(name -> ask("account", name)).toList();
        return asked.stream().map(CompletableFuture::join).distinct().toList();
    }

    private List<String> options(boolean open) {
        Stream<String> needed = open && !kind.isOpenToArrow() ? Stream.of(RunningServer.OPENS) : Stream.empty();
        return Stream.concat(needed, Stream.of("-D" + Setting.PYTHON_HOME.key() + "=" + Setting.PYTHON_HOME.text(), "-Djava.io.tmpdir=" + temporary)).toList();
    }

    private static void assertNoFolderIsLeft() {
        Awaitility.await("the end of its folder").atMost(LEFT_LIMIT).untilAsserted(() -> {
            try (Stream<Path> left = Files.list(temporary)) {
                assertThat(left.filter(path -> path.getFileName().toString().startsWith("groundstation-"))).isEmpty();
            }
        });
    }

    private String get(String path) throws IOException {
        HttpResponse<String> answer = respond(path, null).join();
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answers " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private CompletableFuture<String> ask(String path, String person) {
        return respond(path, person).thenApply(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        });
    }

    private CompletableFuture<HttpResponse<String>> respond(String path, String person) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url().resolve(path)).timeout(GIVE_UP);
        if (person != null) {
            String basic = Base64.getEncoder().encodeToString((person + ":" + RunningServer.password(person)).getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + basic);
        }
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private static Path adapter() {
        return Path.of(System.getProperty("groundstation.test.adapter")).toAbsolutePath().normalize();
    }

    private static Path home(AnyServer kind) throws IOException {
        Path unpacked = Path.of(System.getProperty("groundstation.test.servers.folder"));
        try (Stream<Path> found = Files.list(unpacked)) {
            return found.filter(path -> path.getFileName().toString().matches(kind.folder().replace("*", ".*"))).findFirst()
                    .orElseThrow(() -> new AssertionError(kind + " is not in " + unpacked)).toAbsolutePath();
        }
    }
}

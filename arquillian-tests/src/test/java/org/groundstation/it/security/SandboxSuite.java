package org.groundstation.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All attacks on one server. Needs root, for the namespaces that keep the attacks to themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("alone")
abstract class SandboxSuite {
    private static final Duration ATTACK_LIMIT = Duration.ofSeconds(20);
    /** How long a bomb may go off before it is ended. */
    private static final Duration BOMB_LIMIT = Duration.ofSeconds(3);
    private static final long GONE_MILLIS = 1_000;
    /** Longer than what is allowed, so that the report can say how long it took. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration GONE_AFTER_KILL_LIMIT = Duration.ofSeconds(2);
    private static final String SPINNER = "contained_spinner_that_ignores_signals";

    private final Mode mode;
    private SecuredServer server;
    private Map<String, Object> where;
    private int quietProcesses;
    private int quietFolders;

    SandboxSuite(Mode mode) {
        this.mode = mode;
    }

    @BeforeAll
    void start() {
        assumeTrue("root".equals(System.getProperty("user.name")), "the suite needs root to make namespaces and a user");
        server = new SecuredServer(mode, true);
        server.start();
        where = server.sibling();
        prepare();
        Awaitility.await("the spare").until(() -> server.process().api().get("/api/satellites").findValuesAsText("state").contains("SPARE"));
        quietProcesses = server.below(server.jvm()).size();
        quietFolders = folders().size();
    }

    /** Whatever else the mode needs. */
    void prepare() {
        // nothing
    }

    SecuredServer server() {
        return server;
    }

    /** What attacks have to know. */
    Map<String, Object> where() {
        return where;
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    static Stream<String> refused() {
        return attacks("refused_");
    }

    static Stream<String> allowed() {
        return attacks("allowed_");
    }

    static Stream<String> contained() {
        return attacks("contained_");
    }

    @Test
    @Order(1)
    void theReportSaysWhichLayersAreActive() {
        var layers = server.process().api().get("/api/satellites/isolation").get("layers");
        List<String> active = StreamSupport.stream(layers.spliterator(), false).filter(layer -> layer.get("active").asBoolean())
                .map(layer -> layer.get("name").asText()).toList();
        SecurityReport.add("layers", mode, String.join(", ", mode.layers()), String.join(", ", active));
        assertThat(active).isEqualTo(mode.layers());
        assertThat(server.process().log()).contains("isolation of satellites: active: " + String.join(", ", active));
    }

    @Order(2)
    @ParameterizedTest
    @MethodSource("refused")
    void isRefused(String attack) {
        String seen = server.attack(attack, where, ATTACK_LIMIT);
        SecurityReport.add(attack, mode, "refused", seen);
        assertThat(seen).startsWith("refused: ");
    }

    @Order(3)
    @ParameterizedTest
    @MethodSource("allowed")
    void isAllowedAndDocumented(String attack) {
        String seen = server.attack(attack, where, ATTACK_LIMIT);
        SecurityReport.add(attack, mode, "allowed", seen);
        assertThat(seen).isEqualTo("got through: None");
    }

    @Order(4)
    @ParameterizedTest
    @MethodSource("contained")
    void isContained(String attack) {
        String seen = server.attack(attack, where, BOMB_LIMIT);
        long gone = millisUntilQuiet();
        SecurityReport.add(attack, mode, "contained, gone within 1000 ms", seen.lines().findFirst().orElse("") + " Gone after " + gone + " ms");
        assertThat(gone).isLessThanOrEqualTo(GONE_MILLIS);
        assertThat(server.attack("allowed_list_of_users", where, ATTACK_LIMIT)).as("the server works").isEqualTo("got through: None");
    }

    @Test
    @Order(5)
    void aCancelledScriptIsGoneWithItsTree() {
        String seen = server.cancelled(SPINNER, where, Duration.ofMillis(500));
        long gone = millisUntilQuiet();
        SecurityReport.add("cancel", mode, "GS-1009, gone within 1000 ms", seen + " Gone after " + gone + " ms");
        assertThat(gone).isLessThanOrEqualTo(GONE_MILLIS);
        assertThat(seen).startsWith("GS-1009: the script was cancelled: ");
    }

    @Test
    @Order(6)
    void aKilledServerLeavesNothing() {
        Thread attack = new Thread(() -> {
            try {
                server.attack("contained_fork_tree", where, ATTACK_LIMIT);
            } catch (RuntimeException serverGone) {
                // as intended
            }
        });
        attack.start();
        Awaitility.await("a tree").until(() -> server.below(server.jvm()).size() > quietProcesses + 10);
        ProcessHandle jvm = server.jvm();
        List<ProcessHandle> below = server.below(jvm);
        Path station = Path.of(siblingFolder()).getParent();
        long killed = System.nanoTime();
        assertThat(jvm.destroyForcibly()).isTrue();
        Awaitility.await("the end of " + below.size() + " processes").atMost(GONE_AFTER_KILL_LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5))
                .until(() -> below.stream().noneMatch(ProcessHandle::isAlive) && !Files.exists(station));
        SecurityReport.add("kill -9 of the server", mode, "0 processes and no folder within 2000 ms",
                below.size() + " processes gone after " + millisSince(killed) + " ms");
    }

    /** The processes and folders of the attack are gone, and a spare is there again. */
    private long millisUntilQuiet() {
        long asked = System.nanoTime();
        Awaitility.await("as quiet as before").atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5))
                .until(() -> server.below(server.jvm()).size() <= quietProcesses && folders().size() <= quietFolders);
        return millisSince(asked);
    }

    private List<Path> folders() {
        return server.workingFolders(siblingFolder());
    }

    private String siblingFolder() {
        return ((Map<?, ?>) where.get("secrets")).get("sibling").toString();
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }

    private static Stream<String> attacks(String kind) {
        return Pattern.compile("(?m)^def (" + kind + "\\w+)").matcher(SecuredServer.text("attacks.py")).results().map(found -> found.group(1));
    }
}

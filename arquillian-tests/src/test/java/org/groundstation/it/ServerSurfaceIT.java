package org.groundstation.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.groundstation.it.ServerProcess.Ended;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server shows to those who may not see anything, and to its operator when it cannot start. */
class ServerSurfaceIT {
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.create().start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/session", "/api/jobs", "/api/jobs/1", "/api/satellites", "/api/satellites/counters", "/api/pools", "/api/events",
        "/api/openapi", "/api/metrics", "/api/metrics/", "/api/metrics?scope=base"})
    void nothingIsReadWithoutLogin(String path) {
        HttpResponse<String> answer = server.anonymous().send("GET", path, null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).startsWith("{\"code\":\"GS-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/jobs", "/api/jobs/1/stop", "/api/jobs/1/restart"})
    void nothingIsChangedWithoutLogin(String path) {
        assertThat(server.anonymous().send("POST", path, Map.of("name", "x")).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi", "/openapi/", "/metrics", "/metrics/", "/api/application.wadl",
        "/WEB-INF/web.xml", "/META-INF/MANIFEST.MF", "/WEB-INF/classes/db/migration/V1__catalog.sql"})
    void noEndpointOfTheContainerIsOpen(String path) {
        assertThat(server.anonymous().send("GET", path, null).statusCode()).isIn(403, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/console/app.js", "/api/session", "/api/nothing-here"})
    void everyAnswerCarriesTheSecurityHeadersAndNoServerName(String path) {
        var headers = server.anonymous().send("GET", path, null).headers();

        assertThat(headers.firstValue("Content-Security-Policy").orElse("")).startsWith("default-src 'none'; script-src 'self' 'sha256-")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
        assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(headers.firstValue("Server")).isEqualTo(Optional.empty());
        assertThat(headers.firstValue("X-Powered-By")).isEqualTo(Optional.empty());
    }

    @Test
    void theSessionCookieIsForThisSiteAndNoScript() {
        HttpResponse<String> login = server.anonymous().send("POST", "/api/session",
                Map.of("name", "admin", "password", server.administratorPassword()));

        assertThat(login.headers().firstValue("Set-Cookie").orElse("").toLowerCase(Locale.ROOT))
                .contains("httponly", "samesite=strict");
    }

    @Test
    void aLoginWhileLoggedInNeedsThePasswordToo() {
        Api api = server.api();

        HttpResponse<String> answer = api.send("POST", "/api/session", Map.of("name", "admin", "password", "wrong"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("GS-6005: the name or the password is wrong.");
        assertThat(api.send("GET", "/api/session", null).statusCode()).isEqualTo(401);
        api.login("admin", server.administratorPassword());
    }

    @Test
    void guessingIsSlowedDown() {
        Api api = server.anonymous();
        Map<String, String> guess = Map.of("name", "nobody", "password", "guess");
        for (int at = 0; at < 5; at++) {
            assertThat(api.send("POST", "/api/session", guess).statusCode()).isEqualTo(401);
        }

        HttpResponse<String> answer = api.send("POST", "/api/session", guess);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void aCallThatAForeignPageCouldSendIsRefused() {
        HttpRequest forged = HttpRequest.newBuilder(server.url().resolve("/api/session")).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")).build();

        assertThat(server.anonymous().send(forged).statusCode()).isEqualTo(403);
    }

    @Test
    void errorsAreJsonWithACodeAndNoStackTrace() {
        Api api = server.api();

        assertThat(api.send("POST", "/api/jobs", List.of(1, 2)).body()).startsWith("{\"code\":\"GS-6006\"").doesNotContain("at org.");
        assertThat(api.send("GET", "/api/jobs/4711", null).body()).isEqualTo("{\"code\":\"GS-4008\",\"message\":\"GS-4008: there is no "
                + "table job 4711. List the jobs and use one of their ids.\"}");
        assertThat(api.send("PUT", "/api/jobs", null).statusCode()).isEqualTo(405);
    }

    @Test
    void theEventStreamEndsWithItsSession() {
        Api api = server.api();
        Iterator<String> lines = api.lines("/api/events").iterator();
        String first = lines.next();
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> lines.forEachRemaining(line -> {}));

        assertThat(first).isEqualTo("event: station");
        assertThat(api.send("DELETE", "/api/session", null).statusCode()).isEqualTo(204);
        assertThat(end).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void theApiDescribesItself() {
        assertThat(server.api().get("/api/openapi").get("openapi").asText()).startsWith("3.1");
    }

    @Test
    void prometheusReadsTheStationAndTheServer() {
        Api api = server.api();
        String before = metrics(api);
        api.send("PUT", "/api/pools/measured", Map.of("scripts", 3));
        String with = metrics(api);
        api.send("DELETE", "/api/pools/measured", null);

        assertThat(before).contains("\ngroundstation_satellites{mp_scope=\"application\",state=\"spare\"} ", "\ngroundstation_satellites_launched{",
                "\ngroundstation_executions{", "\ngroundstation_execution_errors{", "\ngroundstation_jobs{mp_scope=\"application\",state=\"running\"} ",
                "\ngroundstation_job_rows_written{", "\ngroundstation_jobs_readable{mp_scope=\"application\"} 1\n",
                "\ngroundstation_pool_waiting{mp_scope=\"application\",pool=\"default\"} ", "\nmemory_usedHeap_bytes{").doesNotContain("measured");
        assertThat(with).contains("\ngroundstation_pool_waiting{mp_scope=\"application\",pool=\"measured\"} 0\n");
        assertThat(metrics(api)).doesNotContain("measured");
    }

    private static String metrics(Api api) {
        HttpResponse<String> answer = api.send("GET", "/api/metrics", null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        return answer.body();
    }

    @Test
    void itListensOnItsPortOfTheLoopbackAddressOnly() {
        assertThat(ListeningSockets.of(server.pid())).containsExactly("127.0.0.1:" + server.port());
    }

    @Test
    void thePasswordIsNotInTheLog() {
        assertThat(server.log()).isNotEmpty().doesNotContain(server.administratorPassword());
    }

    @Test
    void aSecondServerOnTheSamePortSaysSoInOneLine() {
        try (ServerProcess second = ServerProcess.with(Setting.HTTP_PORT, server.port())) {
            assertThat(second.startAndWait()).isEqualTo(new Ended(1, "", "GS-6002: port " + server.port() + " of 127.0.0.1 is in use. "
                    + "Stop the other program, or choose another port with groundstation.http.port." + System.lineSeparator()));
        }
    }

    @Test
    void aSecondServerOnTheSameDataFolderSaysSoInOneLine() {
        try (ServerProcess second = ServerProcess.with(Setting.DATA, server.dataFolder())) {
            assertThat(second.startAndWait()).isEqualTo(new Ended(1, "", "GS-6003: another server already runs on the data folder "
                    + server.dataFolder() + ". Stop it, or give this server a folder of its own with groundstation.data."
                    + System.lineSeparator()));
        }
    }

    @Test
    void aServerDoesNotShareItsWorkerAccounts() {
        assumeThat(server.api().get("/api/satellites/isolation").get("layers")).as("worker accounts, which take root's powers")
                .anyMatch(layer -> layer.get("name").asText().equals("account") && layer.get("active").asBoolean());
        try (ServerProcess second = ServerProcess.with(Setting.ACCOUNTS_FIRST, Setting.ACCOUNTS_FIRST.fallback()).and(Setting.ISOLATION_ACCOUNT, "required")) {
            assertThat(second.startAndWait()).isEqualTo(new Ended(1, "", "GS-2009: the isolation layer 'account' is required and cannot be put on: "
                    + "another server on this machine uses user ids 61000 to 61019; choose others with groundstation.accounts.first. "
                    + "Let this machine grant it (docs/operations.md says how), or set groundstation.isolation.<layer> to preferred."
                    + System.lineSeparator()));
        }
    }

    @Test
    void aMissingRuntimeIsNamedWithTheCommandThatMakesIt() {
        try (ServerProcess second = ServerProcess.with(Setting.PYTHON_HOME, "/nowhere")) {
            assertThat(second.startAndWait()).isEqualTo(new Ended(1, "", "GS-2004: there is no Python runtime in /nowhere. "
                    + "Run 'java -jar groundstation.jar make-runtime', or set groundstation.python.home to an environment that has "
                    + "pandas, pyarrow, numpy and scikit-learn." + System.lineSeparator()));
        }
    }

    @Test
    void aWrongSettingIsNamed() {
        try (ServerProcess second = ServerProcess.with(Setting.SCRIPT_TIMEOUT, "soon")) {
            assertThat(second.startAndWait()).isEqualTo(new Ended(1, "", "GS-6001: setting groundstation.script.timeout has the value "
                    + "'soon': it must be a whole number of at least 0. Correct the setting; docs/operations.md lists every setting "
                    + "with its unit." + System.lineSeparator()));
        }
    }

    @Test
    void aDatabaseThatIsAwayEndsTheStartWithOneClearLine() {
        try (ServerProcess second = ServerProcess.with(Setting.DATABASE_URL, "jdbc:postgresql://127.0.0.1:1/none")) {
            Ended ended = second.startAndWait();

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output()).isEmpty();
            assertThat(ended.errors().lines().toList()).singleElement().asString()
                    .startsWith("GS-5001: the database cannot be reached: ");
        }
    }
}

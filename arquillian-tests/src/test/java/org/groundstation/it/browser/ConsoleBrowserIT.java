package org.groundstation.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.groundstation.it.ServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console as its users see it. The order matters: a station is empty only until the first job. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("alone")
class ConsoleBrowserIT {
    private static final int ROWS = 20_000;
    private static final double JOB_LIMIT_MILLIS = 120_000;

    private static ServerProcess server;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        playwright = Browsers.playwright();
        browser = Browsers.chromium(playwright);
        server = ServerProcess.create();
        createTable(server.dataFolder());
        server.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        playwright.close();
    }

    @Test
    @Order(1)
    void aWrongPasswordIsRefusedWithAClearText() {
        try (ConsolePage console = open(ColorScheme.LIGHT)) {
            console.login("admin", "wrong");

            assertThat(console.byRole(AriaRole.ALERT, "")).containsText("GS-6005: the name or the password is wrong.");
            assertThat(console.page().getByLabel("Password")).isFocused();
            console.assertAccessible();
        }
    }

    @ParameterizedTest
    @Order(2)
    @EnumSource(value = ColorScheme.class, names = {"LIGHT", "DARK"})
    void theLoginPageIsAccessible(ColorScheme scheme) {
        try (ConsolePage console = open(scheme)) {
            assertThat(console.byRole(AriaRole.HEADING, "Groundstation")).isVisible();
            assertThat(console.page().getByLabel("Name")).isFocused();
            console.assertAccessible();
            console.screenshot("login-" + scheme.name().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    @Order(3)
    void anEmptyStationTellsWhatToDo() {
        try (ConsolePage console = loggedIn(ColorScheme.LIGHT)) {
            assertThat(console.page().getByText("No job yet")).isVisible();
            assertThat(console.page().getByText("POST /api/jobs")).isVisible();
            console.assertAccessible();
            console.screenshot("overview-empty");
            console.go("Satellites");
            assertThat(console.byRole(AriaRole.TABLE, "Satellites")).containsText("Spare", patient());
            assertThat(console.page().getByText("Isolation:")).isVisible();
            console.assertAccessible();
        }
    }

    @Test
    @Order(4)
    void aJobShowsItsProgressAndItsEnd() {
        try (ConsolePage console = loggedIn(ColorScheme.DARK)) {
            long id = server.api().startJob(job("Late flights of the winter", "import time\ntime.sleep(0.25)\n"));

            Locator job = console.byRole(AriaRole.ARTICLE, "Late flights of the winter");
            assertThat(job).containsText("Running");
            assertThat(job).containsText(Pattern.compile("[1-9][0-9,]* of 20,000 rows written"), patient());
            job.getByText("4 partitions").click();
            assertThat(job.getByText("Partition 4")).isVisible();
            assertThat(console.byRole(AriaRole.LIST, "Now")).containsText(Pattern.compile("Jobs running\\s*1"));
            console.screenshot("overview-dark");
            console.go("Satellites");
            assertThat(console.byRole(AriaRole.TABLE, "Satellites")).containsText("Python 3.");
            console.go("Jobs");
            assertThat(job).containsText("20,000 of 20,000 rows written", patient());
            assertThat(job).containsText("Completed");
            Assertions.assertThat(server.api().job(id).get("rowsWritten").asInt()).isEqualTo(ROWS);
        }
    }

    @Test
    @Order(5)
    void aFailedJobShowsWhatToDoAndIsRestarted() {
        try (ConsolePage console = loggedIn(ColorScheme.LIGHT)) {
            console.go("Jobs");
            server.api().startJob(job("Broken script", "raise ValueError('no such wind')\n"));

            Locator job = console.byRole(AriaRole.ARTICLE, "Broken script");
            assertThat(job).containsText("Failed", patient());
            assertThat(job).containsText("GS-1002: the script raised");
            assertThat(job).containsText("no such wind");
            console.assertAccessible();
            console.screenshot("jobs-light");

            console.page().onDialog(dialog -> dialog.accept());
            job.getByRole(AriaRole.BUTTON).click();
            assertThat(job).containsText(Pattern.compile("Restarts\\s*1"), patient());
        }
    }

    @Test
    @Order(6)
    void aResourcePoolIsMadeChangedAndDropped() {
        try (ConsolePage console = loggedIn(ColorScheme.LIGHT)) {
            console.go("Resource pools");
            Locator pools = console.byRole(AriaRole.TABLE, "Resource pools");
            assertThat(pools).containsText("default");
            console.byRole(AriaRole.BUTTON, "New pool").click();
            console.page().getByLabel("Name").fill("fraud");
            console.page().getByLabel("Memory of one script, MB").fill("512");
            console.page().getByLabel("CPU together, %").fill("50");
            console.assertAccessible();
            console.screenshot("pool-form");
            console.page().keyboard().press("Enter");
            assertThat(pools).containsText("512 MB each, 50 % of CPU");

            console.byRole(AriaRole.BUTTON, "Change pool fraud").click();
            console.page().getByLabel("CPUs, for example").fill("x");
            console.byRole(AriaRole.BUTTON, "Save").click();
            assertThat(console.page().getByLabel("CPUs, for example")).isVisible();
            console.page().getByLabel("CPUs, for example").fill("0");
            console.byRole(AriaRole.BUTTON, "Save").click();
            assertThat(pools).containsText("CPUs 0");

            console.page().onDialog(dialog -> dialog.accept());
            console.byRole(AriaRole.BUTTON, "Drop pool fraud").click();
            assertThat(pools).not().containsText("fraud");
        }
    }

    @Test
    @Order(7)
    void aHostIsGrantedAndTakenAway() {
        try (ConsolePage console = loggedIn(ColorScheme.LIGHT)) {
            console.go("Network");
            console.byRole(AriaRole.BUTTON, "Let scripts connect").click();
            console.page().getByLabel("Host or IPv4 address").fill("rates.example.com");
            console.page().getByLabel("Port").fill("443");
            console.page().getByLabel("Only this script").fill("import urllib.request");
            console.assertAccessible();
            console.screenshot("network-form");
            console.byRole(AriaRole.BUTTON, "Grant").click();
            Locator grants = console.byRole(AriaRole.TABLE, "Network grants");
            assertThat(grants).containsText("rates.example.com:443");
            assertThat(grants).containsText("admin");

            console.page().onDialog(dialog -> dialog.accept());
            console.byRole(AriaRole.BUTTON, "Take away rates.example.com:443").click();
            assertThat(console.page().getByText("Scripts can connect to nothing.")).isVisible();
        }
    }

    @ParameterizedTest
    @Order(8)
    @EnumSource(value = ColorScheme.class, names = {"LIGHT", "DARK"})
    void theNavigationLeadsToEveryPage(ColorScheme scheme) {
        try (ConsolePage console = loggedIn(scheme)) {
            for (String name : List.of("Jobs", "Satellites", "Resource pools", "Network", "Overview")) {
                console.go(name);

                assertThat(console.page()).hasTitle(name + " · Groundstation");
                assertThat(console.heading(name)).isFocused();
                assertThat(console.navigation().locator("[aria-current=page]")).hasText(name);
                console.page().setViewportSize(390, 860);
                Assertions.assertThat(console.isTooWide()).as(name + " on a telephone").isFalse();
                console.assertAccessible();
                console.page().setViewportSize(1180, 860);
            }
        }
    }

    @Test
    @Order(9)
    void theWayBackLeadsBack() {
        try (ConsolePage console = loggedIn(ColorScheme.LIGHT)) {
            console.go("Jobs");
            console.go("Network");
            console.page().goBack();
            assertThat(console.heading("Jobs")).isVisible();
            assertThat(console.page().getByText("Broken script")).isVisible();
            console.page().goForward();
            assertThat(console.heading("Network")).isVisible();
        }
    }

    @Test
    @Order(10)
    void aLinkIntoTheConsoleSurvivesLoginAndReload() {
        try (ConsolePage console = open(ColorScheme.LIGHT, "#/pools")) {
            assertThat(console.page()).hasTitle("Log in · Groundstation");
            console.login("admin", server.administratorPassword());
            assertThat(console.heading("Resource pools")).isVisible();
            console.page().reload();
            assertThat(console.heading("Resource pools")).isVisible();
            assertThat(console.byRole(AriaRole.TABLE, "Resource pools")).containsText("default");
        }
    }

    @Test
    @Order(11)
    void aJobHasAnAddressOfItsOwn() {
        try (ConsolePage console = loggedIn(ColorScheme.LIGHT)) {
            console.byRole(AriaRole.LINK, "Late flights of the winter").click();

            assertThat(console.page()).hasURL(server.url() + "#/jobs/1");
            assertThat(console.heading("Job 1")).isVisible();
            assertThat(console.byRole(AriaRole.ARTICLE, "")).hasCount(1);
            assertThat(console.page().getByText("Partition 4")).isVisible();
            assertThat(console.navigation().locator("[aria-current=page]")).hasText("Jobs");
        }
    }

    @Test
    @Order(12)
    void theKeyboardReachesThePageAndTheNavigation() {
        try (ConsolePage console = loggedIn(ColorScheme.LIGHT)) {
            console.page().reload();
            assertThat(console.heading("Overview")).isVisible();
            console.page().keyboard().press("Tab");
            assertThat(console.byRole(AriaRole.LINK, "Skip to the page")).isFocused();
            console.page().keyboard().press("Enter");
            assertThat(console.heading("Overview")).isFocused();

            console.page().keyboard().press("Shift+Tab");
            assertThat(console.byRole(AriaRole.LINK, "Network")).isFocused();
            console.page().keyboard().press("Enter");
            assertThat(console.heading("Network")).isFocused();
            Locator button = console.byRole(AriaRole.BUTTON, "Let scripts connect");
            assertThat(button).isVisible();
            console.page().keyboard().press("Tab");
            assertThat(button).isFocused();
        }
    }

    @ParameterizedTest
    @Order(13)
    @ValueSource(strings = {"#/nowhere", "#/jobs/1/nowhere", "#/%"})
    void anUnknownAddressSaysSoAndLeadsHome(String address) {
        try (ConsolePage console = open(ColorScheme.LIGHT, address)) {
            console.login("admin", server.administratorPassword());

            assertThat(console.heading("No such page")).isVisible();
            assertThat(console.page().getByText("There is no page “" + address.substring(2) + "”")).isVisible();
            console.assertAccessible();
            console.byRole(AriaRole.LINK, "Go to the overview").click();
            assertThat(console.heading("Overview")).isVisible();
        }
    }

    @Test
    @Order(14)
    void logoutLeadsBackToTheLogin() {
        try (ConsolePage console = loggedIn(ColorScheme.LIGHT)) {
            console.byRole(AriaRole.BUTTON, "Log out").click();

            assertThat(console.page().getByLabel("Password")).isVisible();
            console.page().reload();
            assertThat(console.page().getByLabel("Password")).isVisible();
        }
    }

    private static ContainsTextOptions patient() {
        return new ContainsTextOptions().setTimeout(JOB_LIMIT_MILLIS);
    }

    private static ConsolePage open(ColorScheme scheme) {
        return open(scheme, "");
    }

    private static ConsolePage open(ColorScheme scheme, String address) {
        return new ConsolePage(browser, server, scheme, address);
    }

    private static ConsolePage loggedIn(ColorScheme scheme) {
        ConsolePage console = open(scheme);
        console.login("admin", server.administratorPassword());
        assertThat(console.heading("Overview")).isVisible();
        return console;
    }

    private static Map<String, Object> job(String name, String firstLines) {
        Map<String, Object> job = new HashMap<>(Map.of("name", name, "source", "flights", "key", "id", "target", "flight_scores",
                "result", "id bigint not null, score double", "partitions", 4, "chunkRows", 1_000));
        job.put("script", firstLines + "OutputDataSet = InputDataSet[['id']].assign(score=InputDataSet['distance'] * 2.0)\n");
        return job;
    }

    /** Before the server opens its database file. */
    private static void createTable(Path data) throws Exception {
        Files.createDirectories(data.resolve("db"));
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + data.resolve("db/groundstation"), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table flights (id bigint primary key, distance double precision not null)");
            statement.execute("insert into flights select x, x / 10.0 from system_range(1, " + ROWS + ")");
        }
    }
}

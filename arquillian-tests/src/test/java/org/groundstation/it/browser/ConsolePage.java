package org.groundstation.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.groundstation.it.ServerProcess;

/** The console in a browser window of its own. Collects what the browser complains about; {@link #close()} checks it. */
final class ConsolePage implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of(System.getProperty("groundstation.test.output", "target"), "screenshots");

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    /** @param address what stands behind the server's address, for example {@code #/jobs} */
    ConsolePage(Browser browser, ServerProcess server, ColorScheme scheme, String address) {
        context = browser.newContext(new NewContextOptions().setColorScheme(scheme).setViewportSize(1180, 860));
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            // The browser reports the 401 of somebody who is not logged in as an error.
            if (message.type().equals("error") && !message.text().contains("401 (Unauthorized)")) {
                complaints.add(message.text());
            }
        });
        page.navigate(server.url() + address);
    }

    Page page() {
        return page;
    }

    Locator byRole(AriaRole role, String name) {
        return page.getByRole(role, new GetByRoleOptions().setName(name));
    }

    void login(String name, String password) {
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password").fill(password);
        byRole(AriaRole.BUTTON, "Log in").click();
    }

    /** Follows a link of the navigation. */
    void go(String name) {
        navigation().getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name).setExact(true)).click();
        assertThat(heading(name)).isVisible();
    }

    Locator navigation() {
        return byRole(AriaRole.NAVIGATION, "Pages");
    }

    /** The page's own heading. */
    Locator heading(String name) {
        return page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setName(name).setExact(true).setLevel(1));
    }

    /** Whether the page has to be moved sideways to be read. */
    boolean isTooWide() {
        return (Boolean) page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    }

    void screenshot(String name) {
        page.screenshot(new ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")).setFullPage(true)
                .setAnimations(ScreenshotAnimations.DISABLED));
    }

    /** No violation of the accessibility rules that a machine can check. */
    void assertAccessible() {
        Assertions.assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    }

    @Override
    public void close() {
        context.close();
        Assertions.assertThat(complaints).as("errors and policy violations in the browser").isEmpty();
    }
}

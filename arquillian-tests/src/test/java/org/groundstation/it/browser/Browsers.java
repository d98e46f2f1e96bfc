package org.groundstation.it.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts the Chromium of the operating system. Playwright downloads nothing. */
final class Browsers {
    private static final String SETTING = "groundstation.test.chromium";

    private Browsers() {
    }

    static Playwright playwright() {
        return Playwright.create(new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    static Browser chromium(Playwright playwright) {
        Path chromium = Path.of(System.getProperty(SETTING, "/usr/bin/chromium"));
        if (!Files.isExecutable(chromium)) {
            throw new AssertionError("there is no Chromium at " + chromium
                    + ". Install it (Debian: apt-get install chromium), or name another with -Dchromium=/path/to/chromium.");
        }
        return playwright.chromium().launch(new LaunchOptions().setExecutablePath(chromium).setArgs(List.of("--no-sandbox",
                "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")));
    }
}

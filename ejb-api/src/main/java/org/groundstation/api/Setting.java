package org.groundstation.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting of the server. A value comes from the system property of that key, else from the environment variable
 * (upper case, dots as underscores), else from the default. {@code docs/operations.md} lists them from here.
 */
public enum Setting {
    DATA("groundstation.data", "groundstation-data", "folder",
            "Where the server keeps its embedded database and its Python runtime. Made at start, owner only."),
    LOG("groundstation.log", "", "file",
            "The server log. Empty: 'server.log' in the data folder (numbered; 10 files of 10 MB). '-': standard error."),
    HTTP_ADDRESS("groundstation.http.address", "127.0.0.1", "address",
            "The address that the server listens on. 0.0.0.0 opens it to the network."),
    HTTP_PORT("groundstation.http.port", "8080", "port", "The port of the console and the REST API."),
    DATABASE_URL("groundstation.database.url", "", "JDBC URL",
            "The database with the tables, the catalog and the job repository: jdbc:postgresql:..., jdbc:mariadb:... or jdbc:h2:... "
                    + "Empty: an H2 file in the data folder."),
    DATABASE_USER("groundstation.database.user", "", "name", "The database user. Empty: the driver's default."),
    DATABASE_PASSWORD("groundstation.database.password", "", "secret", "The database password; prefer the environment variable."),
    PYTHON_HOME("groundstation.python.home", "", "folder",
            "The Python environment that scripts run in. Empty: 'runtime' in the data folder."),
    LAUNCH_TIMEOUT("groundstation.launch.timeout", "20000", "ms", "How long a new satellite may take until it reports. At least 1."),
    SCRIPT_TIMEOUT("groundstation.script.timeout", "600000", "ms",
            "The longest time of one execution when the script names none. 0: no limit."),
    SCRIPT_MESSAGES_MAX("groundstation.script.messages.max", "1048576", "bytes",
            "How much printed text of one execution is kept; the rest is discarded and counted. 0: keep nothing."),
    EXCHANGE_FRAME_MAX("groundstation.exchange.frame.max", "1073741824", "bytes",
            "The largest frame of the binary exchange, in both directions. 1024 to 2147483632."),
    JOBS_RECOVERY_INTERVAL("groundstation.jobs.recovery.interval", "2000", "ms",
            "How often the server looks for interrupted jobs to continue. At least 100."),
    DEMO("groundstation.demo", "false", "true/false", "Run the flights demo after start."),
    DEMO_EXIT("groundstation.demo.exit", "false", "true/false", "End the server after the demo; the exit code tells how it went.");

    private final String key;
    private final String fallback;
    private final String unit;
    private final String meaning;

    Setting(String key, String fallback, String unit, String meaning) {
        this.key = key;
        this.fallback = fallback;
        this.unit = unit;
        this.meaning = meaning;
    }

    /** The name of the system property. */
    public String key() {
        return key;
    }

    /** The name of the environment variable. */
    public String environmentVariable() {
        return key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** The value that holds when nobody sets another. */
    public String fallback() {
        return fallback;
    }

    /** What the value counts or is. */
    public String unit() {
        return unit;
    }

    /** What it does, and what zero or empty means. */
    public String meaning() {
        return meaning;
    }

    /** The value as text, never null. */
    public String text() {
        return Optional.ofNullable(System.getProperty(key))
                .or(() -> Optional.ofNullable(System.getenv(environmentVariable())))
                .map(String::strip).orElse(fallback);
    }

    /** The value as a whole number of at least {@code least}. @throws GroundstationException {@link ErrorCode#SETTING_INVALID} */
    public long number(long least) {
        try {
            long value = Long.parseLong(text());
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // told below, with what is expected
        }
        throw new GroundstationException(ErrorCode.SETTING_INVALID, key, text(), "it must be a whole number of at least " + least);
    }

    /** The value in milliseconds as a duration. @throws GroundstationException {@link ErrorCode#SETTING_INVALID} */
    public Duration millis(long least) {
        return Duration.ofMillis(number(least));
    }

    /**
     * The value as a switch. An empty value means true, as in {@code -Dgroundstation.demo.exit}.
     *
     * @throws GroundstationException {@link ErrorCode#SETTING_INVALID}
     */
    public boolean enabled() {
        return switch (text().toLowerCase(Locale.ROOT)) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw new GroundstationException(ErrorCode.SETTING_INVALID, key, text(), "it must be true or false");
        };
    }

    /** The data folder, absolute. */
    public static Path dataFolder() {
        return Path.of(DATA.text()).toAbsolutePath().normalize();
    }

    /** The folder of the Python environment, absolute. */
    public static Path pythonHome() {
        return PYTHON_HOME.text().isEmpty() ? dataFolder().resolve("runtime")
                : Path.of(PYTHON_HOME.text()).toAbsolutePath().normalize();
    }
}

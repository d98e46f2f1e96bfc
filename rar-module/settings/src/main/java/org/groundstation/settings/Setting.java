package org.groundstation.settings;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

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
    DATABASE_CONNECT_TIMEOUT("groundstation.database.connect.timeout", "10000", "ms",
            "How long a new connection to the database may take, with its login. At least 1000."),
    DATABASE_SOCKET_TIMEOUT("groundstation.database.socket.timeout", "900000", "ms",
            "How long a connection that writes waits for one answer before it is given up, locks included. Connections that read rows have no such "
                    + "limit: the database may sort for hours. At least 1000. 0: no limit."),
    DATABASE_SILENCE("groundstation.database.silence", "15000", "ms",
            "How long a connection may wait for the database before the server asks over another one whether the database still works for it. "
                    + "One that it has forgotten, that it waits for itself, or that cannot be asked for is cut after two such answers. "
                    + "PostgreSQL and MariaDB. At least 100. 0: never asked."),
    DATABASE_KEEPALIVE("groundstation.database.keepalive", "15000", "ms",
            "After how long without traffic TCP probes a connection to the database, from both sides on PostgreSQL; after three probes without an "
                    + "answer, 5 s apart, it is gone. At least 1000. 0: as the operating system does."),
    PYTHON_HOME("groundstation.python.home", "", "folder",
            "The Python environment that scripts run in. Empty: 'runtime' in the data folder."),
    LAUNCH_TIMEOUT("groundstation.launch.timeout", "20000", "ms", "How long a new satellite may take until it reports. At least 1."),
    LAUNCHER("groundstation.launcher", "", "fork/spawn",
            "How satellites are started. fork: within milliseconds and isolated, on Linux. spawn: each as a process of its own without any "
                    + "isolation, on every system. Empty: fork on Linux, spawn elsewhere."),
    LAUNCHER_TIMEOUT("groundstation.launcher.timeout", "60000", "ms",
            "How long Python may take to import the packages of its environment, once for each start of the launcher. At least 1."),
    ISOLATION_CGROUP("groundstation.isolation.cgroup", "preferred", "policy",
            "A control group for each satellite, which counts what all its processes use together: required, preferred or off."),
    ISOLATION_NAMESPACES("groundstation.isolation.namespaces", "preferred", "policy",
            "Processes, network, mounts, IPC and host name of its own for each satellite: required, preferred or off."),
    ISOLATION_ROOT("groundstation.isolation.root", "preferred", "policy",
            "A root file system for each satellite with nothing in it but its runtime and its folder: required, preferred or off."),
    ISOLATION_LIMITS("groundstation.isolation.limits", "preferred", "policy",
            "The limits of groundstation.satellite...: required, preferred or off."),
    ISOLATION_ACCOUNT("groundstation.isolation.account", "preferred", "policy",
            "Scripts run as a worker account, not as the server's user: required, preferred or off."),
    ISOLATION_CAPABILITIES("groundstation.isolation.capabilities", "required", "policy",
            "Scripts have none of root's capabilities: required, preferred or off."),
    ISOLATION_PRIVILEGES("groundstation.isolation.privileges", "required", "policy",
            "Programs cannot gain privileges, as sudo does: required, preferred or off. Landlock and seccomp need it."),
    ISOLATION_LANDLOCK("groundstation.isolation.landlock", "preferred", "policy",
            "The kernel allows each satellite the files of its runtime and its folder only: required, preferred or off."),
    ISOLATION_SECCOMP("groundstation.isolation.seccomp", "preferred", "policy",
            "A filter refuses system calls that scripts do not need: required, preferred or off."),
    ISOLATION_TRUSTED("groundstation.isolation.trusted", "false", "true/false",
            "Start although nothing keeps scripts from the server's files, because all of them are trusted."),
    ISOLATION_READABLE("groundstation.isolation.readable", "", "paths",
            "More files and folders that scripts may read, separated by ':'."),
    ISOLATION_WRITABLE("groundstation.isolation.writable", "", "paths",
            "Folders besides their own that scripts may write, separated by ':'. Worker accounts need the right to, too."),
    ACCOUNTS_FIRST("groundstation.accounts.first", "61000", "user id",
            "The first of the worker accounts; the others follow it. Not set: the first that no other server on this machine uses. At least 1000."),
    ACCOUNTS_COUNT("groundstation.accounts.count", "20", "accounts",
            "How many callers can run scripts at the same time; each needs an account of its own. 1 to 100."),
    ACCOUNTS_WAIT("groundstation.accounts.wait", "10000", "ms", "How long a caller waits for a worker account when all are in use. 0: not at all."),
    SATELLITE_MEMORY("groundstation.satellite.memory", "", "bytes",
            "How much memory a satellite may use; without a control group, each of its processes. Empty: half of the machine's. 0: no limit."),
    SATELLITE_PROCESSES("groundstation.satellite.processes", "", "processes",
            "How many processes and threads a satellite may have, and those of one worker account together. Empty: 64 for each processor. 0: no limit."),
    SATELLITE_CPU("groundstation.satellite.cpu", "0", "percent",
            "How much of the machine's processors a satellite may use; it takes a control group. 0: no limit."),
    SATELLITE_FOLDER("groundstation.satellite.folder", "1073741824", "bytes",
            "How much a satellite's working folder may hold; without a root of its own, each file in it. 0: no limit."),
    SATELLITE_FOLDER_KEEP("groundstation.satellite.folder.keep", "false", "true/false",
            "Leave working folders behind for diagnosis, below 'groundstation-...' in the system's folder for temporary files."),
    SATELLITE_SPARES("groundstation.satellite.spares", "2", "satellites",
            "How many satellites are forked ahead and wait for a caller. 0: each is forked when it is needed."),
    SATELLITE_POLICY("groundstation.satellite.policy", "FRESH", "policy",
            "FRESH: a new satellite for every use. SAME_USER: kept for the next use by the same user and pool, after a reset. "
                    + "Pools may choose their own with the property satellitePolicy."),
    SATELLITE_RESET_TIMEOUT("groundstation.satellite.reset.timeout", "2000", "ms",
            "How long the reset of a satellite that is kept may take; then it is ended. At least 1."),
    SCRIPT_TIMEOUT("groundstation.script.timeout", "600000", "ms",
            "The longest time of one execution when the script names none. 0: no limit."),
    SCRIPT_MESSAGES_MAX("groundstation.script.messages.max", "1048576", "bytes",
            "How much printed text of one execution is kept; the rest is discarded and counted. 0: keep nothing."),
    EXCHANGE_FRAME_MAX("groundstation.exchange.frame.max", "1073741824", "bytes",
            "The largest frame of the binary exchange, in both directions. 1024 to 2147483632."),
    JOBS_RECOVERY_INTERVAL("groundstation.jobs.recovery.interval", "500", "ms",
            "How often the server looks for interrupted jobs to continue, and for requests that were made on other servers. At least 100."),
    JOBS_PARTITIONS("groundstation.jobs.partitions", "16", "",
            "How many partitions of table jobs work at once on this server; the others wait in the order of their coming. For each, the server may "
                    + "have five connections to the database, and eight more in all. 1 to 64."),
    JOBS_LEASE("groundstation.jobs.lease", "10000", "ms",
            "How long other servers on the database believe that this one lives without a word of it; then they take its table jobs. At least 1000."),
    SHUTDOWN_TIMEOUT("groundstation.shutdown.timeout", "30000", "ms",
            "How long the end of the server may take after SIGTERM; then it ends at once. The next server continues its jobs either way. At least "
                    + "1000. 0: no limit."),
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
        return given().map(String::strip).orElse(fallback);
    }

    /** Whether somebody has set it, be it to the default. */
    public boolean isSet() {
        return given().isPresent();
    }

    private Optional<String> given() {
        return Optional.ofNullable(System.getProperty(key)).or(() -> Optional.ofNullable(System.getenv(environmentVariable())));
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

    /** The value as a whole number within a range. @throws GroundstationException {@link ErrorCode#SETTING_INVALID} */
    public int number(int least, int most) {
        long value = number(least);
        if (value > most) {
            throw new GroundstationException(ErrorCode.SETTING_INVALID, key, text(), "it must be a whole number of at most " + most);
        }
        return (int) value;
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

    /** The value, which must be one of these. @throws GroundstationException {@link ErrorCode#SETTING_INVALID} */
    public String oneOf(String... values) {
        String value = text().toLowerCase(Locale.ROOT);
        if (List.of(values).contains(value)) {
            return value;
        }
        throw new GroundstationException(ErrorCode.SETTING_INVALID, key, text(), "it must be one of " + String.join(", ", values));
    }

    /** The value as absolute paths, separated as in PATH. @throws GroundstationException {@link ErrorCode#SETTING_INVALID} */
    public List<Path> paths() {
        List<Path> paths = Arrays.stream(text().split(File.pathSeparator)).filter(path -> !path.isBlank()).map(Path::of).toList();
        for (Path path : paths) {
            if (!path.isAbsolute() || !Files.exists(path)) {
                throw new GroundstationException(ErrorCode.SETTING_INVALID, key, text(), path + " is not an absolute path of something that exists");
            }
        }
        return paths;
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

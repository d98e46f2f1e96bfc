package org.groundstation.launchpad.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.settings.Setting;

/**
 * The command that makes the Python runtime: a virtual environment with the pinned packages of
 * {@code requirements.txt}. Does nothing when the environment has them already.
 *
 * <pre>{@code make-runtime [--home FOLDER] [--python INTERPRETER] [--requirements FILE]...}</pre>
 */
public final class RuntimeMaker {
    private static final String REQUIREMENTS = "requirements.txt";
    private static final String MARKER = "groundstation-requirements.txt";
    private static final List<String> CANDIDATES = List.of("python3", "python3.13", "python3.12", "python3.11", "python");
    private static final String PROBE = "import sys; print('%d.%d.%d' % sys.version_info[:3], sys.version_info >= (3, 11))";

    private final Path home;
    private final List<String> interpreters;
    private final String requirements;

    private RuntimeMaker(Path home, List<String> interpreters, String requirements) {
        this.home = home;
        this.interpreters = interpreters;
        this.requirements = requirements;
    }

    /** Runs the command. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs the command and tells its exit code; a failure is one line on stderr. */
    public static int run(String... arguments) {
        try {
            parse(arguments).make();
            return 0;
        } catch (GroundstationException failed) {
            System.err.println(failed.getMessage());
            return 1;
        }
    }

    private static RuntimeMaker parse(String... arguments) {
        Path home = Setting.pythonHome();
        List<String> interpreters = CANDIDATES;
        StringBuilder requirements = new StringBuilder();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--home" -> home = Path.of(arguments[i + 1]).toAbsolutePath().normalize();
                case "--python" -> interpreters = List.of(arguments[i + 1]);
                case "--requirements" -> requirements.append(read(Path.of(arguments[i + 1])));
                default -> throw usage(arguments[i]);
            }
        }
        if (arguments.length % 2 != 0) {
            throw usage(arguments[arguments.length - 1]);
        }
        return new RuntimeMaker(home, interpreters, requirements.isEmpty() ? ownRequirements() : requirements.toString());
    }

    private void make() {
        try {
            if (Files.exists(home.resolve(MARKER)) && Files.readString(home.resolve(MARKER)).equals(requirements)) {
                return;
            }
            String python = interpreter();
            System.out.println("Making the Python runtime in " + home + " (once; a minute or two)");
            if (new PythonRuntime(home).installed().isEmpty()) {
                step(List.of(python, "-m", "venv", "--clear", home.toString()));
            }
            Path list = Files.createTempFile("groundstation-requirements", ".txt");
            try {
                Files.writeString(list, requirements);
                step(List.of(new PythonRuntime(home).interpreter().toString(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                        "--requirement", list.toString()));
            } finally {
                Files.delete(list);
            }
            Files.writeString(home.resolve(MARKER), requirements);
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.RUNTIME_NOT_MADE, failed, home, failed.getMessage());
        }
    }

    /** The first interpreter that is new enough. */
    private String interpreter() {
        String tooOld = null;
        List<String> missing = new ArrayList<>();
        for (String candidate : interpreters) {
            String[] probed = probe(candidate);
            if (probed.length == 2 && probed[1].equals("True")) {
                return candidate;
            }
            if (probed.length == 2) {
                tooOld = tooOld == null ? candidate + " " + probed[0] : tooOld;
            } else {
                missing.add(candidate);
            }
        }
        if (tooOld != null) {
            String[] found = tooOld.split(" ");
            throw new GroundstationException(ErrorCode.PYTHON_TOO_OLD, found[0], found[1]);
        }
        throw new GroundstationException(ErrorCode.PYTHON_MISSING, "looked for " + String.join(", ", missing));
    }

    private static String[] probe(String candidate) {
        try {
            Process process = new ProcessBuilder(candidate, "-c", PROBE).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? said.split(" ") : new String[0];
        } catch (IOException absent) {
            return new String[0];
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new String[0];
        }
    }

    private void step(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new GroundstationException(ErrorCode.RUNTIME_NOT_MADE, home, said.isEmpty() ? String.join(" ", command) : said);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new GroundstationException(ErrorCode.RUNTIME_NOT_MADE, interrupted, home, "interrupted");
        }
    }

    private static String ownRequirements() {
        try (InputStream list = RuntimeMaker.class.getClassLoader().getResourceAsStream(REQUIREMENTS)) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new GroundstationException(ErrorCode.RUNTIME_NOT_MADE, unreadable, file, "it cannot be read");
        }
    }

    private static GroundstationException usage(String wrong) {
        return new GroundstationException(ErrorCode.COMMAND_INVALID,
                "'" + wrong + "' is not understood; usage: make-runtime [--home FOLDER] [--python INTERPRETER] [--requirements FILE]...");
    }
}

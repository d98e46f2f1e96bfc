package org.groundstation.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.groundstation.launchpad.runtime.RuntimeMaker;

/** Peers in Python: one environment with pinned packages, made once in the output folder, and processes that stay warm. */
public final class Peers {
    private final Options options;
    private final Path environment;

    /** Makes the environment when it is not there: the product's own packages and those of {@code requirements.txt}. */
    public Peers(Options options) {
        this.options = options;
        environment = options.output().resolve("python");
        int exitCode = RuntimeMaker.run("--home", environment.toString(), "--requirements", options.runtimeRequirements().toString(),
                "--requirements", options.python("requirements.txt").toString());
        if (exitCode != 0) {
            throw new IllegalStateException("the Python environment of the peers could not be made; see above");
        }
    }

    /** Starts a file of {@code src/bench/python}. */
    public Peer start(String file, Map<String, String> variables, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(environment.resolve("bin/python").toString(), options.python(file).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(variables);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return new Peer(file, builder.start());
    }

    /** One process that answers each line by a line. It ends with its input. */
    public static final class Peer implements AutoCloseable {
        private final String file;
        private final Process process;
        private final BufferedReader answers;
        private final PrintWriter questions;

        private Peer(String file, Process process) {
            this.file = file;
            this.process = process;
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            questions = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        }

        /** The next line that it says. */
        public String answer() throws IOException {
            String line = answers.readLine();
            if (line == null) {
                throw new IOException(file + " ended; see above");
            }
            return line;
        }

        /** Lets it run once. @return the seconds that it measured itself */
        public double run() throws IOException {
            questions.println("run");
            return Double.parseDouble(answer());
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            process.destroy();
        }
    }
}

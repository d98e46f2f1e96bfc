package org.groundstation.launchpad.host;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.launchpad.isolation.Isolation;
import org.groundstation.launchpad.runtime.PythonRuntime;
import org.groundstation.launchpad.runtime.RuntimeReport;
import org.groundstation.settings.Setting;

/**
 * The Java side of one zygote process: commands go in as JSON lines, events come out as JSON lines. When this server
 * ends, in whatever way, the process sees its stdin end and takes all satellites with it. Thread-safe.
 */
final class Zygote {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    /** What ends a satellite whose zygote has gone: the keepers kill it. */
    private static final SatelliteEnd KILLED = SatelliteEnd.withLauncher(128 + 9);

    private final PythonRuntime runtime;
    private final Process process;
    private final SatelliteLauncher.Observer observer;
    private final Consumer<String> reports;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Set<Long> satellites = ConcurrentHashMap.newKeySet();
    /** What of its loops' trouble was told last. */
    private volatile String told;

    private Zygote(PythonRuntime runtime, Process process, SatelliteLauncher.Observer observer, Consumer<String> reports) {
        this.runtime = runtime;
        this.process = process;
        this.observer = observer;
        this.reports = reports;
    }

    /**
     * Starts the process and waits until it has imported its packages.
     *
     * @param isolation what its satellites are put into
     * @param trial stays open until it has started
     * @param reports takes what it writes on stderr, and what an administrator should read
     * @param archive the satellite's Python code
     * @param folder removed by the zygote when it ends
     * @throws GroundstationException when the runtime is missing, too old or incomplete
     */
    static Zygote start(PythonRuntime runtime, Isolation isolation, ControlGroupTrial trial, Path archive, Path folder, Threads threads,
            SatelliteLauncher.Observer observer, Consumer<String> reports) {
        ProcessBuilder builder = runtime.process(archive, "zygote", "launchpad=" + folder);
        builder.command().addAll(isolation.arguments());
        builder.command().addAll(trial.arguments());
        builder.directory(folder.toFile());
        try {
            Zygote zygote = new Zygote(runtime, builder.start(), observer, reports);
            threads.start("groundstation-zygote-events", zygote::readEvents);
            threads.start("groundstation-zygote-log", zygote::readLog);
            zygote.awaitReady();
            return zygote;
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void launch(SatelliteLauncher.Order order) throws IOException {
        satellites.add(order.id());
        try {
            JsonObjectBuilder launch = Json.createObjectBuilder().add("op", "launch").add("id", order.id()).add("token", order.token())
                    .add("socket", order.address()).add("folder", order.folder().toString())
                    .add("join", Json.createArrayBuilder(order.join().stream().map(Path::toString).toList()));
            order.gate().ifPresent(gate -> launch.add("network", network(gate)));
            command(launch.build());
        } catch (IOException failed) {
            satellites.remove(order.id());
            throw failed;
        }
    }

    void end(long id) {
        if (satellites.contains(id)) {
            try {
                command(Json.createObjectBuilder().add("op", "end").add("id", id).build());
            } catch (IOException gone) {
                // a zygote that has gone took its satellites with it
            }
        }
    }

    /** Ends the process and every satellite, and waits for it. */
    void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException alreadyGone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static JsonObjectBuilder network(GateAccess gate) {
        JsonArrayBuilder destinations = Json.createArrayBuilder();
        gate.destinations().forEach(to -> destinations.add(Json.createArrayBuilder().add(to.host()).add(to.port())));
        return Json.createObjectBuilder().add("server", gate.server().toString()).add("token", gate.token()).add("destinations", destinations);
    }

    private synchronized void command(JsonObject command) throws IOException {
        OutputStream commands = process.getOutputStream();
        commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        commands.flush();
    }

    private void awaitReady() {
        long patience = Setting.LAUNCHER_TIMEOUT.millis(1).toMillis();
        try {
            ready.get(patience, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            close();
            throw (GroundstationException) failed.getCause();
        } catch (TimeoutException late) {
            process.destroyForcibly();
            throw new GroundstationException(ErrorCode.LAUNCHER_TIMED_OUT, late, patience);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED, interrupted);
        }
    }

    private void readEvents() {
        try (BufferedReader events = lines(process.getInputStream())) {
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                String event = line;
                survive("an event of it could not be handled: " + event, () -> handle(event));
            }
        } catch (IOException broken) {
            reports.accept("its events cannot be read: " + broken.getMessage());
        } finally {
            ready.completeExceptionally(new GroundstationException(ErrorCode.LAUNCH_FAILED,
                    "Python ended before it was ready; its last words are in the log"));
            for (Long id : satellites) {
                satellites.remove(id);
                survive("the end of satellite " + id + " could not be told", () -> observer.ended(id, KILLED));
            }
        }
    }

    /** Whoever is told of an event must not end the loop: all satellites would count as lost, and nobody would hear of the next ones. */
    private void survive(String what, Runnable step) {
        try {
            step.run();
        } catch (Throwable failed) {
            try {
                if (!what.equals(told)) {
                    told = what;
                    reports.accept(what + ": " + failed);
                }
            } catch (Throwable unheard) {
                // there is nobody else to tell
            }
        }
    }

    private void handle(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            JsonObject event = reader.readObject();
            switch (event.getString("event")) {
                case "isolation" -> isolationFound(event);
                case "ready" -> ready.complete(null);
                case "failed" -> failed(event);
                case "ended" -> ended(event);
                default -> {
                    /* launched: the satellite reports by itself */ }
            }
        } catch (JsonException | NullPointerException | ClassCastException malformed) {
            reports.accept("it said something that is not an event: " + line);
        }
    }

    private void isolationFound(JsonObject event) {
        List<IsolationView.Layer> layers = event.getJsonArray("layers").getValuesAs(JsonObject.class).stream().map(
                layer -> new IsolationView.Layer(layer.getString("layer"), layer.getString("policy"), layer.getBoolean("active"), layer.getString("reason")))
                .toList();
        try {
            observer.isolationFound(new IsolationView(layers));
        } catch (GroundstationException tooLittle) {
            ready.completeExceptionally(tooLittle);
        }
    }

    private void ended(JsonObject event) {
        long id = event.getJsonNumber("id").longValue();
        if (satellites.remove(id)) {
            observer.ended(id, new SatelliteEnd(event.getInt("status")));
        }
    }

    private void failed(JsonObject event) {
        RuntimeReport.refusal(runtime, event).ifPresentOrElse(ready::completeExceptionally, () -> {
            long id = event.getJsonNumber("id").longValue();
            satellites.remove(id);
            observer.launchFailed(id, event.getString("detail"));
        });
    }

    private void readLog() {
        try (BufferedReader log = lines(process.getErrorStream())) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                String said = line;
                survive("a line of its log could not be told", () -> reports.accept(said));
            }
        } catch (IOException closed) {
            // the process has ended
        }
    }

    private static BufferedReader lines(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }
}

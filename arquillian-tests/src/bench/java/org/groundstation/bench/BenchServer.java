package org.groundstation.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.groundstation.bench.application.CallServlet;
import org.groundstation.bench.application.ModelServlet;
import org.groundstation.it.Api;
import org.groundstation.it.ServerProcess;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The product as a process, with a small application beside it that stores models and calls scripts. */
public final class BenchServer implements AutoCloseable {
    private static final Duration JOB_LIMIT = Duration.ofHours(2);

    private final ServerProcess server;
    private final Api api;
    private final HttpClient client = HttpClient.newHttpClient();

    /** Starts it. @param server not started yet */
    public BenchServer(Options options, ServerProcess server) {
        Path archive = options.output().resolve("bench.war");
        ShrinkWrap.create(WebArchive.class).addPackage(CallServlet.class.getPackage()).as(ZipExporter.class)
                .exportTo(archive.toFile(), true);
        this.server = server.arguments("--deploy", archive.toAbsolutePath().toString()).start();
        api = server.api();
    }

    /** The process. */
    public ServerProcess process() {
        return server;
    }

    /** A client of the API that is logged in. */
    public Api api() {
        return api;
    }

    /** Stores a model. */
    public void saveModel(String name, byte[] content) throws IOException, InterruptedException {
        send("model?name=" + name, BodyPublishers.ofByteArray(content));
    }

    /** Calls a script with one row again and again. @return see {@link CallServlet} */
    public JsonNode calls(String format, String way, int count) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(send("call?format=" + format + "&way=" + way + "&count=" + count, BodyPublishers.noBody()));
    }

    /** Runs a table job. @return the seconds from the request until the end that the server noted */
    public double run(Map<String, ?> job) {
        Instant asked = Instant.now();
        JsonNode ended = api.awaitJob(api.startJob(job), "COMPLETED", JOB_LIMIT);
        return Duration.between(asked, Instant.parse(ended.get("endedAt").asText())).toNanos() / 1e9;
    }

    @Override
    public void close() {
        server.close();
    }

    private String send(String path, BodyPublisher body) throws IOException, InterruptedException {
        URI address = server.url().resolve("/bench/" + path);
        HttpResponse<String> response = client.send(HttpRequest.newBuilder(address).POST(body).build(), BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(address + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }
}

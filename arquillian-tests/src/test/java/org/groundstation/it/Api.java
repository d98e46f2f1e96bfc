package org.groundstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A client of the REST API with a cookie jar of its own. Paths begin with {@code /api}. */
public final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private final URI server;
    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL)).connectTimeout(ANSWER_LIMIT).build();

    Api(URI server) {
        this.server = server;
    }

    /** Logs in; fails when the server refuses. */
    public Api login(String name, String password) {
        post("/api/session", Map.of("name", name, "password", password));
        return this;
    }

    /** The body of a call that must succeed. */
    public JsonNode get(String path) {
        return body(send("GET", path, null));
    }

    /** The body of a call that must succeed. @param body written as JSON; null for none */
    public JsonNode post(String path, Object body) {
        return body(send("POST", path, body));
    }

    /** Any call, whatever its answer. @param body written as JSON; null for none */
    public HttpResponse<String> send(String method, String path, Object body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER_LIMIT)
                .header("X-Groundstation", "test");
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(write(body)));
        }
        return send(request.build());
    }

    /** A request that says everything itself. */
    public HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /**
     * The lines of a stream as they arrive, for example of {@code /api/events}. Ends with the stream.
     *
     * @throws AssertionError when the server refuses
     */
    public Stream<String> lines(String path) {
        try {
            HttpResponse<Stream<String>> response = client.send(HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofLines());
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            return response.body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Starts a table job. @return its id */
    public long startJob(Map<String, ?> job) {
        return post("/api/jobs", job).get("id").asLong();
    }

    /** One job. */
    public JsonNode job(long id) {
        return get("/api/jobs/" + id);
    }

    /** Waits until a job is in a state; fails early when it ended in another one. */
    public JsonNode awaitJob(long id, String state, Duration limit) {
        return await("job " + id + " " + state, limit, () -> {
            JsonNode job = job(id);
            boolean over = !job.get("endedAt").isNull() || job.get("state").asText().equals("FAILED");
            assertThat(!over || job.get("state").asText().equals(state)).as("%s", job).isTrue();
            return job.get("state").asText().equals(state) ? job : null;
        });
    }

    private static JsonNode await(String what, Duration limit, Callable<JsonNode> poll) {
        return Awaitility.await(what).atMost(limit).pollInterval(POLL).until(poll, found -> found != null);
    }

    private static JsonNode body(HttpResponse<String> response) {
        assertThat(response.statusCode()).as("%s: %s", response.uri(), response.body()).isBetween(200, 299);
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException noJson) {
            throw new UncheckedIOException(noJson);
        }
    }

    private static String write(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package org.groundstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.groundstation.settings.Setting;
import org.junit.jupiter.api.Test;

/** What the server tells load balancers, which do not log in. */
class HealthIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration RESTART_LIMIT = Duration.ofSeconds(60);

    @Test
    void aServerThatCannotStartSatellitesIsNotReadyUntilItCan() throws IOException {
        try (SharedFolder home = new SharedFolder();
                ServerProcess server = ServerProcess.with(Setting.PYTHON_HOME, home.path()).and(Setting.SATELLITE_SPARES, 0)) {
            Path interpreter = interpreter(home.path());
            server.start();
            JsonNode up = ready(server, 200);
            assertThat(up.get("status").asText()).isEqualTo("UP");
            assertThat(up.get("data")).as("nothing else is told to anybody").hasSize(1);
            assertThat(List.of(up.get("data").get("isolation").asText().split(", "))).isEqualTo(activeLayers(server.api())).isNotEmpty();
            assertThat(server.anonymous().send("GET", "/health/live", null).statusCode()).isEqualTo(200);

            Path away = Files.move(interpreter, interpreter.resolveSibling("away"));
            server.handle().children().forEach(ProcessHandle::destroyForcibly);
            Awaitility.await("the launcher is missed").atMost(RESTART_LIMIT).until(() -> answer(server).statusCode() == 503);
            JsonNode down = ready(server, 503);
            assertThat(down.get("status").asText()).isEqualTo("DOWN");
            assertThat(down.get("data").get("error").asText()).isEqualTo("GS-2004");
            assertThat(answer(server).body()).doesNotContain(home.path().toString());
            assertThat(server.anonymous().send("GET", "/health/live", null).statusCode()).isEqualTo(200);

            Files.move(away, interpreter);
            Awaitility.await("the question starts it again").atMost(RESTART_LIMIT).until(() -> answer(server).statusCode() == 200);
        }
    }

    private static JsonNode ready(ServerProcess server, int status) throws IOException {
        HttpResponse<String> answer = answer(server);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return StreamSupport.stream(JSON.readTree(answer.body()).get("checks").spliterator(), false)
                .filter(check -> check.get("name").asText().equals("satellites")).findFirst().orElseThrow();
    }

    private static HttpResponse<String> answer(ServerProcess server) {
        return server.anonymous().send("GET", "/health/ready", null);
    }

    private static List<String> activeLayers(Api api) {
        return StreamSupport.stream(api.get("/api/satellites/isolation").get("layers").spliterator(), false)
                .filter(layer -> layer.get("active").asBoolean()).map(layer -> layer.get("name").asText()).toList();
    }

    /** An interpreter that can be taken away: it goes on to the real one. */
    private static Path interpreter(Path home) throws IOException {
        Path python = Files.createDirectories(home.resolve("bin")).resolve("python");
        Files.writeString(python, "#!/bin/sh\nexec " + Setting.pythonHome().resolve("bin/python") + " \"$@\"\n");
        return Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

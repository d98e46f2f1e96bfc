package org.groundstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** External resource pools as an administrator makes them. What they do to scripts is tested at the connector. */
class ResourcePoolsIT {
    @Test
    void poolsOutlastTheServerAndAreDropped() {
        try (ServerProcess server = ServerProcess.create().start()) {
            Api api = server.api();
            assertThat(names(api)).containsExactly("default");

            assertThat(api.send("PUT", "/api/pools/fraud", Map.of("scriptMemoryMegabytes", 512, "scripts", 2, "queueTimeoutMillis", 1500))
                    .statusCode()).isEqualTo(200);
            assertThat(api.send("PUT", "/api/pools/default", Map.of("cpuPercent", 80)).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = api.send("PUT", "/api/pools/odd", Map.of("cpuPercent", 101));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("GS-2021: the external resource pool cannot be used: 101 percent of the CPUs.");
            assertThat(server.anonymous().send("PUT", "/api/pools/mine", Map.of()).statusCode()).isEqualTo(401);

            server.kill();
            Api after = server.start().api();
            assertThat(names(after)).containsExactly("default", "fraud");
            JsonNode fraud = after.get("/api/pools").get(1).get("pool");
            assertThat(fraud.get("scriptMemoryMegabytes").asInt()).isEqualTo(512);
            assertThat(fraud.get("queueTimeout").asText()).isEqualTo("PT1.5S");
            assertThat(after.get("/api/pools").get(0).get("pool").get("cpuPercent").asInt()).isEqualTo(80);

            assertThat(after.send("DELETE", "/api/pools/fraud", null).statusCode()).isEqualTo(200);
            assertThat(after.send("DELETE", "/api/pools/fraud", null).body()).contains("GS-2022");
            assertThat(after.send("DELETE", "/api/pools/default", null).body()).contains("GS-2021");
            assertThat(names(after)).containsExactly("default");
        }
    }

    private static List<String> names(Api api) {
        return StreamSupport.stream(api.get("/api/pools").spliterator(), false).map(pool -> pool.get("pool").get("name").asText()).toList();
    }
}

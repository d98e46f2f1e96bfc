package org.groundstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import org.groundstation.api.admin.NetworkGrant;
import org.junit.jupiter.api.Test;

/** Network grants as an administrator makes them. What they do to scripts is tested at the connector. */
class NetworkGrantsIT {
    private static final String SCRIPT = "import urllib.request";

    @Test
    void grantsOutlastTheServerAndAreTakenAway() {
        try (ServerProcess server = ServerProcess.create().start()) {
            Api api = server.api();
            assertThat(api.get("/api/network")).isEmpty();

            assertThat(api.send("PUT", "/api/network", Map.of("host", "Rates.example.com", "port", 443)).statusCode()).isEqualTo(200);
            assertThat(api.send("PUT", "/api/network", Map.of("host", "10.0.0.7", "port", 5432, "source", SCRIPT)).statusCode()).isEqualTo(200);
            assertThat(api.send("PUT", "/api/network", Map.of("host", "10.0.0.7", "port", 5432, "source", SCRIPT)).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = api.send("PUT", "/api/network", Map.of("host", "http://example.com", "port", 80));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("GS-2031: the network cannot be granted: 'http://example.com' is neither a host's name nor an IPv4 address.");
            assertThat(server.anonymous().send("PUT", "/api/network", Map.of("host", "example.com", "port", 80)).statusCode()).isEqualTo(401);
            assertThat(server.anonymous().send("DELETE", "/api/network?host=rates.example.com&port=443", null).statusCode()).isEqualTo(401);
            assertThat(server.log()).contains("network: admin granted rates.example.com:443 to every script");

            server.kill();
            Api after = server.start().api();
            JsonNode grants = after.get("/api/network");
            assertThat(grants).hasSize(2);
            assertThat(grants.get(0).get("grant").get("script").asText()).isEqualTo(NetworkGrant.fingerprint(SCRIPT));
            assertThat(grants.get(1).get("grant").get("host").asText()).isEqualTo("rates.example.com");
            assertThat(grants.get(1).get("grantedBy").asText()).isEqualTo("admin");
            assertThat(grants.get(1).get("grantedAt").asText()).isNotEmpty();

            assertThat(after.send("DELETE", "/api/network?host=rates.example.com&port=443", null).statusCode()).isEqualTo(200);
            assertThat(after.send("DELETE", "/api/network?host=rates.example.com&port=443", null).body()).contains("GS-2032");
            assertThat(after.get("/api/network")).hasSize(1);
            assertThat(server.log()).contains("network: admin took away rates.example.com:443 to every script");
        }
    }
}

package org.groundstation.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The suite on a server where one script may connect to one host, and no other script and no other host. */
class NetworkSecurityIT extends SandboxSuite {
    private static final String GRANTED = "granted_tcp_outside";

    NetworkSecurityIT() {
        super(Mode.NETWORK);
    }

    @Override
    void prepare() {
        server().process().api().send("PUT", "/api/network", Map.of("host", "localhost",
                "port", ((Map<?, ?>) where().get("secrets")).get("outside"), "source", SecuredServer.script(GRANTED, where()).stripTrailing()));
    }

    @Test
    @Order(2)
    void theGrantedScriptReachesItsHost() {
        String seen = server().attack(GRANTED, where(), Duration.ofSeconds(20));
        SecurityReport.add(GRANTED, Mode.NETWORK, "reached", seen);
        assertThat(seen).isEqualTo("got through: 'reached'");
        assertThat(server().process().log()).contains("connection to localhost:").contains(" allowed");
    }
}

package org.groundstation.console.health;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.server.resources.Resources;

/**
 * {@code /health/ready}: whether satellites can be started, and what isolates them. Anybody may ask, so a reason is the
 * error's code; its message, which names folders, is in the log. A launcher that has died is started again by the question:
 * a server that is down gets no callers who would do it.
 */
@Readiness
@ApplicationScoped
public class SatelliteReadiness implements HealthCheck {
    @Resource(lookup = Resources.SATELLITES)
    private SatelliteConnectionFactory satellites;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("satellites");
        try {
            satellites.check();
            answer.up();
        } catch (GroundstationException cannot) {
            answer.down().withData("error", cannot.code().id());
        }
        return answer.withData("isolation", satellites.monitor().isolation().layers().stream().filter(IsolationView.Layer::active)
                .map(IsolationView.Layer::name).collect(Collectors.joining(", "))).build();
    }
}

package org.groundstation.console.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.groundstation.api.ErrorCode;
import org.groundstation.batch.database.DatabaseProbe;

/** {@code /health/ready}: whether the database answers. Anybody may ask, so the reason is a code. */
@Readiness
@ApplicationScoped
public class DatabaseReadiness implements HealthCheck {
    private final DatabaseProbe database = new DatabaseProbe();

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("database");
        return database.answers() ? answer.up().build() : answer.down().withData("error", ErrorCode.DATABASE_UNAVAILABLE.id()).build();
    }
}

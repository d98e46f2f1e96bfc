package org.groundstation.console.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.groundstation.console.json.JsonBody;
import org.groundstation.console.security.DefaultDeny;
import org.groundstation.console.security.SameSiteCalls;

/** The REST API. Lists its classes so that nothing answers by accident. */
@ApplicationPath("api")
public class Api extends Application {
    /** What {@code openapi.json} describes. */
    static final Set<Class<?>> RESOURCES = Set.of(SessionResource.class, SatellitesResource.class, JobsResource.class,
            NetworkResource.class, PoolsResource.class, EventsResource.class, OpenApiResource.class);
    private static final Set<Class<?>> PROVIDERS = Set.of(JsonBody.class, SameSiteCalls.class, DefaultDeny.class,
            GroundstationErrors.class, RequestErrors.class, OtherErrors.class);

    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> all = new java.util.HashSet<>(RESOURCES);
        all.addAll(PROVIDERS);
        return all;
    }

    @Override
    public Map<String, Object> getProperties() {
        // Jersey takes the feature of that name and no other: with JSON-B next to JsonBody either might win.
        return Map.of("jersey.config.server.wadl.disableWadl", true, "jersey.config.jsonFeature", "groundstation");
    }
}

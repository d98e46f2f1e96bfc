package org.groundstation.console.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.servers.Server;
import org.groundstation.console.json.JsonBody;
import org.groundstation.console.json.Problem;
import org.groundstation.console.security.DefaultDeny;
import org.groundstation.console.security.SameSiteCalls;

/** The REST API. Lists its classes so that nothing answers by accident. */
@ApplicationPath("api")
@OpenAPIDefinition(info = @Info(title = "Groundstation", version = "unknown: the build knows it", description = "Table jobs and satellites of one Groundstation server. Log in with POST /session and send the cookie with every call; "
        + "calls that change something need the header X-Groundstation with any value. Every failed call returns a Problem."), servers = @Server(url = "/api"), security = @SecurityRequirement(name = "session"), components = @Components(securitySchemes = @SecurityScheme(securitySchemeName = "session", type = SecuritySchemeType.APIKEY, in = SecuritySchemeIn.COOKIE, apiKeyName = "GROUNDSTATION"), parameters = @Parameter(name = SameSiteCalls.HEADER, in = ParameterIn.HEADER, required = true, description = "Any value. Foreign pages cannot send it.", schema = @Schema(type = SchemaType.STRING)), responses = @APIResponse(name = Api.PROBLEM, description = "What went wrong and what to do.", content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Problem.class)))))
public class Api extends Application {
    /** The answer of a failed call, by its name in the document. */
    static final String PROBLEM = "Problem";
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

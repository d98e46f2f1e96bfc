package org.groundstation.console.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.groundstation.console.security.Roles;

/** The description of this API, which {@code console.describe} wrote when this was built. */
@Path("openapi")
@Tag(name = "station")
@RolesAllowed(Roles.ADMINISTRATOR)
public class OpenApiResource {
    @GET
    @Produces("application/vnd.oai.openapi+json")
    @Operation(operationId = "openapi", summary = "This document")
    @APIResponse(responseCode = "200", description = "OpenAPI 3.1.", content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
    public InputStream document() {
        return OpenApiResource.class.getResourceAsStream("openapi.json");
    }
}

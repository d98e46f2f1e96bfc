package org.groundstation.console.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.groundstation.console.security.Roles;

/** The description of this API. A test compares it with the resources. */
@Path("openapi")
@RolesAllowed(Roles.ADMINISTRATOR)
public class OpenApiResource {
    @GET
    @Produces("application/vnd.oai.openapi+json")
    public InputStream document() {
        return OpenApiResource.class.getResourceAsStream("openapi.json");
    }
}

package org.groundstation.console.rest;

import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.ResourcePoolView;
import org.groundstation.catalog.PoolCatalog;
import org.groundstation.console.security.Roles;
import org.groundstation.server.resources.Resources;

/** External resource pools: what scripts may take of the machine. */
@Path("pools")
@Tag(name = "pools", description = "What scripts may take of the machine")
@RequestScoped
@RolesAllowed(Roles.ADMINISTRATOR)
@Produces(MediaType.APPLICATION_JSON)
public class PoolsResource {
    private static final String POOL = "The pool's name.";

    @Resource(lookup = Resources.SATELLITES)
    private SatelliteConnectionFactory satellites;

    @Inject
    private PoolCatalog catalog;

    @GET
    @Operation(summary = "The external resource pools")
    @APIResponse(responseCode = "200", description = "The default one first, then by name.")
    public List<ResourcePoolView> pools() {
        return satellites.resourcePools().all();
    }

    @PUT
    @Path("{name: [a-z0-9_-]{1,64}}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "definePool", summary = "Make a pool or change it; satellites in use keep their limits")
    @APIResponse(responseCode = "200", description = "All pools.")
    public List<ResourcePoolView> define(@Parameter(description = POOL) @PathParam("name") String name, PoolRequest request) {
        catalog.define(request.toPool(name));
        return pools();
    }

    @DELETE
    @Path("{name: [a-z0-9_-]{1,64}}")
    @Operation(operationId = "dropPool", summary = "Drop a pool; it drains")
    @APIResponse(responseCode = "200", description = "The pools that are left.")
    public List<ResourcePoolView> drop(@Parameter(description = POOL) @PathParam("name") String name) {
        catalog.drop(name);
        return pools();
    }
}

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
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.ResourcePoolView;
import org.groundstation.catalog.PoolCatalog;
import org.groundstation.console.security.Roles;
import org.groundstation.server.resources.Resources;

/** External resource pools: what scripts may take of the machine. */
@Path("pools")
@RequestScoped
@RolesAllowed(Roles.ADMINISTRATOR)
@Produces(MediaType.APPLICATION_JSON)
public class PoolsResource {
    @Resource(lookup = Resources.SATELLITES)
    private SatelliteConnectionFactory satellites;

    @Inject
    private PoolCatalog catalog;

    @GET
    public List<ResourcePoolView> pools() {
        return satellites.resourcePools().all();
    }

    @PUT
    @Path("{name: [a-z0-9_-]{1,64}}")
    @Consumes(MediaType.APPLICATION_JSON)
    public List<ResourcePoolView> define(@PathParam("name") String name, PoolRequest request) {
        catalog.define(request.toPool(name));
        return pools();
    }

    @DELETE
    @Path("{name: [a-z0-9_-]{1,64}}")
    public List<ResourcePoolView> drop(@PathParam("name") String name) {
        catalog.drop(name);
        return pools();
    }
}

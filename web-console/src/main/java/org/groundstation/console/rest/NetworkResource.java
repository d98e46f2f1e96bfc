package org.groundstation.console.rest;

import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.SecurityContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.api.admin.NetworkGrantView;
import org.groundstation.catalog.NetworkCatalog;
import org.groundstation.console.security.Roles;
import org.groundstation.server.resources.Resources;

/** Hosts that scripts may connect to. */
@Path("network")
@RequestScoped
@RolesAllowed(Roles.ADMINISTRATOR)
@Produces(MediaType.APPLICATION_JSON)
public class NetworkResource {
    @Resource(lookup = Resources.SATELLITES)
    private SatelliteConnectionFactory satellites;

    @Inject
    private NetworkCatalog catalog;

    @Inject
    private SecurityContext security;

    @GET
    public List<NetworkGrantView> grants() {
        return satellites.networkGrants().all();
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public List<NetworkGrantView> grant(NetworkRequest request) {
        catalog.grant(request.toGrant(), administrator());
        return grants();
    }

    @DELETE
    public List<NetworkGrantView> revoke(@QueryParam("host") String host, @QueryParam("port") int port, @QueryParam("script") String script) {
        catalog.revoke(new NetworkGrant(host, port, script), administrator());
        return grants();
    }

    private String administrator() {
        return security.getCallerPrincipal().getName();
    }
}

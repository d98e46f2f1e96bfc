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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.api.admin.NetworkGrantView;
import org.groundstation.catalog.NetworkCatalog;
import org.groundstation.console.security.Roles;
import org.groundstation.server.resources.Resources;

/** Hosts that scripts may connect to. */
@Path("network")
@Tag(name = "network", description = "Hosts that scripts may connect to")
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
    @Operation(operationId = "networkGrants", summary = "The network grants and what was made of them")
    @APIResponse(responseCode = "200", description = "By host, port and script.")
    public List<NetworkGrantView> grants() {
        return satellites.networkGrants().all();
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "grantNetwork", summary = "Let scripts connect to a host")
    @APIResponse(responseCode = "200", description = "All grants.")
    public List<NetworkGrantView> grant(NetworkRequest request) {
        catalog.grant(request.toGrant(), administrator());
        return grants();
    }

    @DELETE
    @Operation(operationId = "revokeNetwork", summary = "Take a grant away; its connections are closed")
    @APIResponse(responseCode = "200", description = "The grants that are left.")
    public List<NetworkGrantView> revoke(@Parameter(description = "The host.", required = true) @QueryParam("host") String host,
            @Parameter(description = "The port.", required = true) @QueryParam("port") int port,
            @Parameter(description = "The fingerprint of the script, if it is for one.") @QueryParam("script") String script) {
        catalog.revoke(new NetworkGrant(host, port, script), administrator());
        return grants();
    }

    private String administrator() {
        return security.getCallerPrincipal().getName();
    }
}

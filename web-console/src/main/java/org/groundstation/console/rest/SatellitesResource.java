package org.groundstation.console.rest;

import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
import org.groundstation.api.admin.IsolationView;
import org.groundstation.api.admin.SatelliteCounters;
import org.groundstation.api.admin.SatelliteView;
import org.groundstation.console.security.Roles;
import org.groundstation.server.resources.Resources;

/** The satellites of this server. */
@Path("satellites")
@Tag(name = "satellites", description = "Python satellites")
@RequestScoped
@RolesAllowed(Roles.ADMINISTRATOR)
@Produces(MediaType.APPLICATION_JSON)
public class SatellitesResource {
    @Resource(lookup = Resources.SATELLITES)
    private SatelliteConnectionFactory satellites;

    @GET
    @Operation(summary = "The satellites that live now")
    @APIResponse(responseCode = "200", description = "The satellites.")
    public List<SatelliteView> satellites() {
        return satellites.monitor().satellites();
    }

    @DELETE
    @Path("{id: [0-9]{1,18}}")
    @Operation(operationId = "endSatellite", summary = "End a satellite that is in use, with everything below it")
    @APIResponse(responseCode = "200", description = "The satellites; this one is ending.")
    @APIResponse(responseCode = "404", ref = Api.PROBLEM)
    public List<SatelliteView> end(@Parameter(description = "The satellite's number.") @PathParam("id") long id) {
        satellites.endSatellite(id);
        return satellites();
    }

    @GET
    @Path("isolation")
    @Operation(summary = "What keeps satellites apart from the server and from each other")
    @APIResponse(responseCode = "200", description = "Every layer, in the order in which they are put on; none until a launcher has started.")
    public IsolationView isolation() {
        return satellites.monitor().isolation();
    }

    @GET
    @Path("counters")
    @Operation(summary = "Totals since the server started")
    @APIResponse(responseCode = "200", description = "The totals.")
    public SatelliteCounters counters() {
        return satellites.monitor().counters();
    }
}

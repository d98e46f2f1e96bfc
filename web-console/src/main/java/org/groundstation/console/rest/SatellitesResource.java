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
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.api.admin.SatelliteCounters;
import org.groundstation.api.admin.SatelliteView;
import org.groundstation.console.security.Roles;
import org.groundstation.server.resources.Resources;

/** The satellites of this server. */
@Path("satellites")
@RequestScoped
@RolesAllowed(Roles.ADMINISTRATOR)
@Produces(MediaType.APPLICATION_JSON)
public class SatellitesResource {
    @Resource(lookup = Resources.SATELLITES)
    private SatelliteConnectionFactory satellites;

    @GET
    public List<SatelliteView> satellites() {
        return satellites.monitor().satellites();
    }

    @DELETE
    @Path("{id: [0-9]{1,18}}")
    public List<SatelliteView> end(@PathParam("id") long id) {
        satellites.endSatellite(id);
        return satellites();
    }

    @GET
    @Path("isolation")
    public IsolationView isolation() {
        return satellites.monitor().isolation();
    }

    @GET
    @Path("counters")
    public SatelliteCounters counters() {
        return satellites.monitor().counters();
    }
}

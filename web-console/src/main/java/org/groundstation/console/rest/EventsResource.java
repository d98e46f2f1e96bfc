package org.groundstation.console.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import org.groundstation.console.live.LiveStation;
import org.groundstation.console.security.Roles;

/** The station as it changes, as server-sent events. */
@Path("events")
@RequestScoped
@RolesAllowed(Roles.ADMINISTRATOR)
public class EventsResource {
    @Inject
    private LiveStation station;

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void events(@Context SseEventSink sink, @Context Sse sse, @Context HttpServletRequest request) {
        station.add(request.getSession().getId(), sink, sse);
    }
}

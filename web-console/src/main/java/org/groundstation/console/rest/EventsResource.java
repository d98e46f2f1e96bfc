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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.groundstation.console.live.LiveServer;
import org.groundstation.console.live.ServerSnapshot;
import org.groundstation.console.security.Roles;

/** The station as it changes, as server-sent events. */
@Path("events")
@Tag(name = "station", description = "Everything as it changes, and this document")
@RequestScoped
@RolesAllowed(Roles.ADMINISTRATOR)
public class EventsResource {
    @Inject
    private LiveServer station;

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "Server-sent events named 'station', each a ServerSnapshot; sent at the start and whenever something changed, "
            + "twice a second at most")
    @APIResponse(responseCode = "200", description = "The stream.", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = ServerSnapshot.class)))
    public void events(@Context SseEventSink sink, @Context Sse sse, @Context HttpServletRequest request) {
        station.add(request.getSession().getId(), sink, sse);
    }
}

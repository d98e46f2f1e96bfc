package org.groundstation.console.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.groundstation.api.TableJobView;
import org.groundstation.api.TableJobs;
import org.groundstation.console.security.Roles;

/** Table jobs: what they do, and what to do with them. */
@Path("jobs")
@RequestScoped
@RolesAllowed(Roles.ADMINISTRATOR)
@Produces(MediaType.APPLICATION_JSON)
public class JobsResource {
    @EJB
    private TableJobs jobs;

    @GET
    public List<TableJobView> jobs() {
        return jobs.jobs();
    }

    @GET
    @Path("{id: [0-9]{1,18}}")
    public TableJobView job(@PathParam("id") long id) {
        return jobs.job(id);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response start(JobRequest request, @HeaderParam("Idempotency-Key") String idempotencyKey, @Context UriInfo uri) {
        long id = idempotencyKey == null ? jobs.start(request.toJob()) : jobs.start(request.toJob(), idempotencyKey);
        return Response.created(uri.getAbsolutePathBuilder().path(Long.toString(id)).build()).entity(jobs.job(id)).build();
    }

    @POST
    @Path("{id: [0-9]{1,18}}/stop")
    public Response stop(@PathParam("id") long id) {
        jobs.stop(id);
        return Response.accepted(jobs.job(id)).build();
    }

    @POST
    @Path("{id: [0-9]{1,18}}/end")
    public Response end(@PathParam("id") long id) {
        jobs.end(id);
        return Response.ok(jobs.job(id)).build();
    }

    @POST
    @Path("{id: [0-9]{1,18}}/restart")
    public Response restart(@PathParam("id") long id) {
        jobs.restart(id);
        return Response.accepted(jobs.job(id)).build();
    }
}

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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.groundstation.api.TableJobView;
import org.groundstation.api.TableJobs;
import org.groundstation.console.security.Roles;

/** Table jobs: what they do, and what to do with them. */
@Path("jobs")
@Tag(name = "jobs", description = "Table jobs")
@RequestScoped
@RolesAllowed(Roles.ADMINISTRATOR)
@Produces(MediaType.APPLICATION_JSON)
public class JobsResource {
    private static final String JOB = "The job's number.";

    @EJB
    private TableJobs jobs;

    @GET
    @Operation(summary = "The newest jobs, newest first, 200 at most")
    @APIResponse(responseCode = "200", description = "The jobs.")
    public List<TableJobView> jobs() {
        return jobs.jobs();
    }

    @GET
    @Path("{id: [0-9]{1,18}}")
    @Operation(summary = "One job with its progress")
    @APIResponse(responseCode = "200", description = "The job.")
    @APIResponse(responseCode = "404", ref = Api.PROBLEM)
    public TableJobView job(@Parameter(description = JOB) @PathParam("id") long id) {
        return jobs.job(id);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "startJob", summary = "Check, store and start a job")
    @APIResponse(responseCode = "201", description = "The job runs; Location names it.", content = @Content(schema = @Schema(implementation = TableJobView.class)))
    public Response start(JobRequest request,
            @Parameter(description = "Up to 255 characters that the caller chose. Within a day the same key starts one job: a request that is "
                    + "repeated, because its answer was lost, gets the job of the first.", schema = @Schema(type = SchemaType.STRING, maxLength = 255)) @HeaderParam("Idempotency-Key") String idempotencyKey,
            @Context UriInfo uri) {
        long id = idempotencyKey == null ? jobs.start(request.toJob()) : jobs.start(request.toJob(), idempotencyKey);
        return Response.created(uri.getAbsolutePathBuilder().path(Long.toString(id)).build()).entity(jobs.job(id)).build();
    }

    @POST
    @Path("{id: [0-9]{1,18}}/stop")
    @Operation(operationId = "stopJob", summary = "Stop a running job after the chunks that are being written")
    @APIResponse(responseCode = "202", description = "It will stop.", content = @Content(schema = @Schema(implementation = TableJobView.class)))
    @APIResponse(responseCode = "409", ref = Api.PROBLEM)
    public Response stop(@Parameter(description = JOB) @PathParam("id") long id) {
        jobs.stop(id);
        return Response.accepted(jobs.job(id)).build();
    }

    @POST
    @Path("{id: [0-9]{1,18}}/end")
    @Operation(operationId = "endJob", summary = "End a job that should be running at once, on whichever server; nothing that it still does is kept")
    @APIResponse(responseCode = "200", description = "It is stopped.", content = @Content(schema = @Schema(implementation = TableJobView.class)))
    @APIResponse(responseCode = "409", ref = Api.PROBLEM)
    public Response end(@Parameter(description = JOB) @PathParam("id") long id) {
        jobs.end(id);
        return Response.ok(jobs.job(id)).build();
    }

    @POST
    @Path("{id: [0-9]{1,18}}/restart")
    @Operation(operationId = "restartJob", summary = "Continue a stopped or failed job after the last row that it wrote")
    @APIResponse(responseCode = "202", description = "It continues.", content = @Content(schema = @Schema(implementation = TableJobView.class)))
    @APIResponse(responseCode = "409", ref = Api.PROBLEM)
    public Response restart(@Parameter(description = JOB) @PathParam("id") long id) {
        jobs.restart(id);
        return Response.accepted(jobs.job(id)).build();
    }
}

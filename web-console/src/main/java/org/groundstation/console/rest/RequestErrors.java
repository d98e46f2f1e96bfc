package org.groundstation.console.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.groundstation.console.json.Problem;

/** Gives the errors of Jakarta REST itself (no such path, wrong method, wrong media type) the same form as all others. */
public class RequestErrors implements ExceptionMapper<WebApplicationException> {
    @Override
    public Response toResponse(WebApplicationException error) {
        Response response = error.getResponse();
        return response.hasEntity() ? response
                : Problem.invalid(response.getStatus(), response.getStatusInfo().getReasonPhrase()).response();
    }
}

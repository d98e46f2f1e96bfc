package org.groundstation.console.rest;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.groundstation.api.GroundstationException;
import org.groundstation.console.json.Problem;

/** Answers with code and message of an error that says what to do. */
public class GroundstationErrors implements ExceptionMapper<GroundstationException> {
    @Override
    public Response toResponse(GroundstationException error) {
        return Problem.of(error).response();
    }
}

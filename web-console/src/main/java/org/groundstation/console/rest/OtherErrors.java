package org.groundstation.console.rest;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.console.json.Problem;

/** Keeps stack traces in the log: the caller gets a number that finds them there. */
public class OtherErrors implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(OtherErrors.class.getName());

    @Override
    public Response toResponse(Throwable error) {
        GroundstationException known = GroundstationException.in(error);
        if (known != null) {
            return Problem.of(known).response();
        }
        String id = UUID.randomUUID().toString();
        LOG.log(Level.SEVERE, "request failed, incident " + id, error);
        return Problem.of(new GroundstationException(ErrorCode.INTERNAL, "incident " + id)).response();
    }
}

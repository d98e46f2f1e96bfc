package org.groundstation.console.json;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/**
 * A failed call.
 *
 * @param code for example {@code GS-4008}
 * @param message complete: code, what happened, what to do
 * @param status of the HTTP answer; not part of the body
 */
public record Problem(String code, String message, @com.fasterxml.jackson.annotation.JsonIgnore int status) {
    /** Nobody is logged in. */
    public static final Problem LOGIN_NEEDED = of(new GroundstationException(ErrorCode.LOGIN_NEEDED));

    /** Somebody is logged in who may not do this. */
    public static final Problem FORBIDDEN = of(new GroundstationException(ErrorCode.FORBIDDEN));

    /** A call that changes something came without the header that shows it is no foreign page's. */
    public static final Problem HEADER_MISSING = of(new GroundstationException(ErrorCode.HEADER_MISSING));

    /** The problem behind an error that callers may see. */
    public static Problem of(GroundstationException error) {
        return new Problem(error.code().id(), error.getMessage(), statusOf(error.code()));
    }

    /** A request that cannot be understood. @param what why, without a full stop */
    public static Problem invalid(int status, String what) {
        return new Problem(ErrorCode.REQUEST_INVALID.id(), ErrorCode.REQUEST_INVALID.text(what), status);
    }

    /** The answer that carries it. */
    public Response response() {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(this).build();
    }

    private static int statusOf(ErrorCode code) {
        return switch (code) {
            case LOGIN_REFUSED, LOGIN_NEEDED -> 401;
            case FORBIDDEN, HEADER_MISSING -> 403;
            case JOB_NOT_FOUND, SATELLITE_UNKNOWN -> 404;
            case JOB_STATE -> 409;
            default -> switch (code.kind()) {
                case USER -> 400;
                case RESOURCES, EXTERNAL -> 503;
                case INTERNAL -> 500;
            };
        };
    }
}

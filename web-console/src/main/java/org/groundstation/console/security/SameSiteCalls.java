package org.groundstation.console.security;

import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Set;
import org.groundstation.console.json.Problem;

/**
 * Refuses calls that change something unless they carry the header {@value #HEADER}. A form or link on a foreign page
 * cannot send it, and a foreign script may not; the cookie's SameSite=Strict is the first line.
 */
@Priority(Priorities.AUTHENTICATION - 1)
public class SameSiteCalls implements ContainerRequestFilter {
    /** Any value will do. */
    public static final String HEADER = "X-Groundstation";
    private static final Set<String> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    @Override
    public void filter(ContainerRequestContext request) {
        if (!HARMLESS.contains(request.getMethod()) && request.getHeaderString(HEADER) == null) {
            request.abortWith(Problem.HEADER_MISSING.response());
        }
    }
}

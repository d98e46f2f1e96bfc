package org.groundstation.console.security;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import org.groundstation.console.json.Problem;

/**
 * Lets a request reach a method only when the method or its class says who may call it. Jakarta REST leaves methods
 * without such an annotation open.
 */
@Priority(Priorities.AUTHENTICATION)
public class DefaultDeny implements ContainerRequestFilter {
    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        AnnotatedElement rule = isAnnotated(resource.getResourceMethod()) ? resource.getResourceMethod() : resource.getResourceClass();
        if (rule.isAnnotationPresent(PermitAll.class)) {
            return;
        }
        SecurityContext caller = request.getSecurityContext();
        RolesAllowed allowed = rule.getAnnotation(RolesAllowed.class);
        if (caller.getUserPrincipal() == null) {
            request.abortWith(Problem.LOGIN_NEEDED.response());
        } else if (allowed == null || Arrays.stream(allowed.value()).noneMatch(caller::isUserInRole)) {
            request.abortWith(Problem.FORBIDDEN.response());
        }
    }

    private static boolean isAnnotated(AnnotatedElement element) {
        return element.isAnnotationPresent(PermitAll.class) || element.isAnnotationPresent(RolesAllowed.class);
    }
}

package org.groundstation.console.rest;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.SecurityContext;
import jakarta.security.enterprise.authentication.mechanism.http.AuthenticationParameters;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.console.json.Problem;
import org.groundstation.console.security.LoginThrottle;
import org.groundstation.console.security.LoginTrouble;
import org.groundstation.console.security.Roles;

/** Login, who is logged in, logout. */
@Path("session")
@Tag(name = "session", description = "Login and logout")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
    /**
     * Who logs in.
     *
     * @param name the account
     * @param password its password
     */
    @Schema(requiredProperties = {"name", "password"})
    public record Login(String name, @Schema(format = "password") String password) {
        @Override
        public String toString() {
            return "Login[name=" + name + "]";
        }
    }

    /**
     * Who is logged in.
     *
     * @param name the account
     */
    public record Session(String name) {
    }

    @Inject
    private SecurityContext security;

    @Inject
    private LoginThrottle throttle;

    @Inject
    private LoginTrouble trouble;

    @Context
    private HttpServletRequest request;

    @Context
    private HttpServletResponse response;

    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Log in; sets the cookie")
    @SecurityRequirementsSet
    @APIResponse(responseCode = "200", description = "Logged in.", content = @Content(schema = @Schema(implementation = Session.class)))
    @APIResponse(responseCode = "401", ref = Api.PROBLEM)
    @APIResponse(responseCode = "429", ref = Api.PROBLEM)
    public Response login(Login login) throws ServletException {
        if (login.name() == null || login.password() == null) {
            return Problem.invalid(400, "name and password are needed").response();
        }
        Duration wait = throttle.remainingWait(login.name(), request.getRemoteAddr());
        if (!wait.isZero()) {
            return Response.status(429).header("Retry-After", wait.toSeconds() + 1)
                    .entity(Problem.of(new GroundstationException(ErrorCode.LOGIN_REFUSED))).build();
        }
        // With a live session the container would accept any password.
        endSession();
        AuthenticationStatus status = security.authenticate(request, response, AuthenticationParameters.withParams()
                .credential(new UsernamePasswordCredential(login.name(), login.password())));
        if (status != AuthenticationStatus.SUCCESS) {
            if (trouble.error().isPresent()) {
                throw trouble.error().get(); // nobody has looked at the password
            }
            throttle.failed(login.name(), request.getRemoteAddr());
            throw new GroundstationException(ErrorCode.LOGIN_REFUSED);
        }
        throttle.succeeded(login.name(), request.getRemoteAddr());
        return Response.ok(new Session(login.name())).build();
    }

    @GET
    @RolesAllowed(Roles.ADMINISTRATOR)
    @Operation(summary = "Who is logged in")
    @APIResponse(responseCode = "200", description = "The session of this cookie.")
    public Session session() {
        return new Session(security.getCallerPrincipal().getName());
    }

    @DELETE
    @PermitAll
    @Operation(summary = "Log out; ends the session and its event streams")
    @SecurityRequirementsSet
    @APIResponse(responseCode = "204", description = "Logged out.")
    public void logout() throws ServletException {
        endSession();
    }

    private void endSession() throws ServletException {
        request.logout();
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }
}

package org.groundstation.adapter;

import jakarta.security.enterprise.CallerPrincipal;
import jakarta.security.jacc.PolicyContext;
import jakarta.security.jacc.PolicyContextException;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.security.auth.Subject;

/** Asks Jakarta Authorization for the subject, which holds groups as well as the caller. */
final class AuthorizationCaller implements CallerSource {
    private static final String CONTAINER_SUBJECT = "javax.security.auth.Subject.container";
    /** WildFly's name for nobody. */
    private static final String NOBODY = "AnonymousPrincipal";

    private final Function<Subject, Optional<? extends Principal>> choice;

    private AuthorizationCaller(Function<Subject, Optional<? extends Principal>> choice) {
        this.choice = choice;
    }

    /** The principal that Jakarta Security has marked as the caller. */
    static CallerSource jakartaSecurity() {
        Class<CallerPrincipal> marked = CallerPrincipal.class; // looked for now: a server may not have it
        return new AuthorizationCaller(subject -> subject.getPrincipals(marked).stream().findFirst());
    }

    /** A principal that is alone cannot be a group. */
    static CallerSource onlyPrincipal() {
        return new AuthorizationCaller(subject -> only(subject.getPrincipals()));
    }

    @Override
    public Optional<String> caller() {
        try {
            return PolicyContext.getContext(CONTAINER_SUBJECT) instanceof Subject subject
                    ? choice.apply(subject).map(Principal::getName) : Optional.empty();
        } catch (PolicyContextException | IllegalArgumentException noContainer) {
            return Optional.empty();
        }
    }

    private static Optional<Principal> only(Set<Principal> principals) {
        return principals.size() == 1
                ? principals.stream().filter(principal -> !principal.getClass().getSimpleName().equals(NOBODY)).findFirst() : Optional.empty();
    }
}

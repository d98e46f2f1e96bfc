package org.groundstation.adapter;

import jakarta.security.enterprise.CallerPrincipal;
import jakarta.security.jacc.PolicyContext;
import jakarta.security.jacc.PolicyContextException;
import java.security.Principal;
import javax.security.auth.Subject;

/**
 * Whose scripts run. All that is not done for a person who logged in is done for the server, under one name.
 *
 * @param name the name of the caller's principal; empty for the server itself
 */
record Caller(String name) {
    private static final String CONTAINER_SUBJECT = "javax.security.auth.Subject.container";
    static final Caller SERVER = new Caller("");

    /** The caller of the current thread. */
    static Caller current() {
        try {
            return PolicyContext.getContext(CONTAINER_SUBJECT) instanceof Subject subject ? of(subject) : SERVER;
        } catch (PolicyContextException | IllegalArgumentException noContainer) {
            return SERVER;
        }
    }

    private static Caller of(Subject subject) {
        // Groups are principals too; what Jakarta Security sets says which one is the caller.
        return subject.getPrincipals(CallerPrincipal.class).stream().findFirst().map(Principal::getName).map(Caller::new).orElse(SERVER);
    }
}

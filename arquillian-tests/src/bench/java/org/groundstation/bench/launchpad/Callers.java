package org.groundstation.bench.launchpad;

import jakarta.security.enterprise.CallerPrincipal;
import jakarta.security.jacc.PolicyContext;
import jakarta.security.jacc.PolicyContextException;
import jakarta.security.jacc.PolicyContextHandler;
import java.util.Set;
import javax.security.auth.Subject;

/** Says who calls on each thread, as a container does after a login. */
final class Callers implements PolicyContextHandler {
    private static final String SUBJECT = "javax.security.auth.Subject.container";
    private final ThreadLocal<Subject> current = new ThreadLocal<>();

    /** From now on the connector asks it. */
    static Callers register() throws PolicyContextException {
        Callers callers = new Callers();
        PolicyContext.registerHandler(SUBJECT, callers, true);
        return callers;
    }

    /** This thread works for somebody. */
    void become(String name) {
        current.set(new Subject(true, Set.of(new CallerPrincipal(name)), Set.of(), Set.of()));
    }

    @Override
    public Object getContext(String key, Object data) {
        return current.get();
    }

    @Override
    public String[] getKeys() {
        return new String[] {SUBJECT};
    }

    @Override
    public boolean supports(String key) {
        return key.equals(SUBJECT);
    }
}

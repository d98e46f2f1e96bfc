package org.groundstation.adapter;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.security.enterprise.SecurityContext;
import java.security.Principal;
import java.util.Optional;

/** Asks Jakarta Security, which knows callers of every kind of login; it takes an application with CDI. */
final class SecurityContextCaller implements CallerSource {
    private final Class<SecurityContext> type = SecurityContext.class;

    @Override
    public Optional<String> caller() {
        try {
            Instance<SecurityContext> contexts = CDI.current().select(type);
            if (!contexts.isResolvable()) {
                return Optional.empty();
            }
            try (Instance.Handle<SecurityContext> context = contexts.getHandle()) {
                return Optional.ofNullable(context.get().getCallerPrincipal()).map(Principal::getName);
            }
        } catch (IllegalStateException noApplication) {
            return Optional.empty();
        }
    }
}

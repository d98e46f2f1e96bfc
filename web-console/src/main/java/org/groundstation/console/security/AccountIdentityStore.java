package org.groundstation.console.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;
import org.groundstation.catalog.Accounts;

/** Lets the container check names and passwords against the accounts. */
@ApplicationScoped
public class AccountIdentityStore implements IdentityStore {
    @Inject
    private Accounts accounts;

    @Inject
    private LoginTrouble trouble;

    /** Found by the container by its parameter's type. */
    public CredentialValidationResult validate(UsernamePasswordCredential credential) {
        try {
            return accounts.authenticate(credential.getCaller(), credential.getPassword().getValue())
                    .map(account -> new CredentialValidationResult(account.name(), Set.of(account.role().name())))
                    .orElse(CredentialValidationResult.INVALID_RESULT);
        } catch (RuntimeException unreadable) {
            trouble.failed(unreadable);
            return CredentialValidationResult.NOT_VALIDATED_RESULT;
        }
    }
}

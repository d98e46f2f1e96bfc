package org.groundstation.server.start;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.groundstation.catalog.Account;
import org.groundstation.catalog.Accounts;
import org.groundstation.catalog.RandomPassword;
import org.groundstation.server.signal.Terminal;

/** Makes the account that a new installation needs. Thread-safe. */
@ApplicationScoped
public class FirstAdministrator {
    private static final String NAME = "admin";

    @Inject
    private Accounts accounts;

    private volatile String password;

    /** Makes the account when there is none at all, and shows its password once. */
    void ensure() {
        if (accounts.isEmpty()) {
            String chosen = RandomPassword.next();
            accounts.add(NAME, chosen, Account.Role.ADMINISTRATOR);
            password = chosen;
            Terminal.print("Administrator: " + NAME + " / " + chosen + "   (shown once; stored hashed)");
        }
    }

    /** The password, when this start of the server made it. */
    public Optional<String> password() {
        return Optional.ofNullable(password);
    }
}

package org.groundstation.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The accounts and their passwords. Thread-safe. */
@ApplicationScoped
@Transactional
public class Accounts {
    /** OWASP's figure for PBKDF2 with SHA-512. */
    private static final String ITERATIONS = "210000";

    @PersistenceContext
    private EntityManager catalog;

    private final Pbkdf2PasswordHash hashing;

    /** A hash of nothing known, so that an unknown name takes as long to refuse as a wrong password. */
    private final String decoy;

    @Inject
    Accounts(Pbkdf2PasswordHash hashing) {
        hashing.initialize(Map.of("Pbkdf2PasswordHash.Algorithm", "PBKDF2WithHmacSHA512",
                "Pbkdf2PasswordHash.Iterations", ITERATIONS));
        this.hashing = hashing;
        this.decoy = hashing.generate(RandomPassword.next().toCharArray());
    }

    /** For the container's proxies. */
    protected Accounts() {
        hashing = null;
        decoy = null;
    }

    /** Whether nobody can log in yet. */
    public boolean isEmpty() {
        return catalog.createQuery("select count(a) from Account a", Long.class).getSingleResult() == 0;
    }

    /** Stores a new account; the password is kept as a hash only. */
    public void add(String name, String password, Account.Role role) {
        catalog.persist(new Account(name, hashing.generate(password.toCharArray()), role, Instant.now()));
    }

    /** The account, if there is one of that name and this is its password. */
    public Optional<Account> authenticate(String name, char[] password) {
        Account account = catalog.find(Account.class, name);
        boolean right = hashing.verify(password, account == null ? decoy : account.passwordHash());
        return right ? Optional.ofNullable(account) : Optional.empty();
    }
}

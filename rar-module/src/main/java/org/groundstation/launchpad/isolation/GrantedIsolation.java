package org.groundstation.launchpad.isolation;

import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.IsolationView;

/** What an administrator wants of the isolation of satellites on this machine, and what the machine grants of it. Thread-safe. */
public final class GrantedIsolation implements AutoCloseable {
    private final Isolation wanted;
    private final AccountRange range;
    private final WorkerAccounts accounts;
    /** Null until a launcher has tried it. */
    private volatile IsolationView found;

    /** Takes worker accounts that no other server on this machine has. */
    public GrantedIsolation(Isolation asked) {
        range = AccountRange.claim(asked);
        wanted = asked.withAccounts(range.ids());
        accounts = new WorkerAccounts(range.ids(), asked.accountsWait());
    }

    /** What is wanted, with the accounts of this server. */
    public Isolation wanted() {
        return wanted;
    }

    /** Tells the administrator if the accounts are not those of the settings. */
    public void reportAccounts(Isolation asked, Consumer<String> log) {
        range.report(asked, log);
    }

    /** What a launcher has found out, which does not know why it got no accounts. */
    public IsolationView explain(IsolationView tried) {
        return range.explain(tried);
    }

    /**
     * From now on satellites have this.
     *
     * @throws GroundstationException {@link org.groundstation.api.ErrorCode#ISOLATION_MISSING},
     *         {@link org.groundstation.api.ErrorCode#ISOLATION_NONE}
     */
    public void accept(IsolationView explained) {
        wanted.require(explained);
        found = explained;
    }

    /** Whether satellites have the layer of this name. */
    public boolean has(String layer) {
        return found != null && found.has(layer);
    }

    /** Why scripts cannot be given a network; empty if they can or nothing is known yet. */
    public String networkLacks() {
        return found == null ? "" : Stream.of("namespaces", "root").filter(layer -> !has(layer))
                .map(layer -> "satellites lack the isolation layer " + layer).collect(Collectors.joining(", "));
    }

    /** See {@link WorkerAccounts#take}; one that stands for the server's own identity where there are no worker accounts. */
    public WorkerAccounts.Lease account(String caller) {
        return has("account") ? accounts.take(caller) : accounts.none();
    }

    /** How many worker accounts are in use. */
    public int accountsInUse() {
        return accounts.inUse();
    }

    /** Lets other servers have the accounts. */
    @Override
    public void close() {
        range.close();
    }
}

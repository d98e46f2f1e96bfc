package org.groundstation.launchpad.network;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.api.admin.NetworkGrantView;
import org.groundstation.api.admin.NetworkGrants;
import org.groundstation.launchpad.host.Destination;

/** Who may connect where. Thread-safe. */
public final class NetworkPolicy implements NetworkGrants {
    private static final Logger LOG = System.getLogger(NetworkPolicy.class.getName());
    private static final int MOST_GRANTS = 100;
    private static final Comparator<NetworkGrant> ORDER = Comparator.comparing(NetworkGrant::host).thenComparing(NetworkGrant::port)
            .thenComparing(NetworkGrant::script);

    private final Clock clock;
    private final Runnable possible;
    private final Runnable changed;
    private final Map<NetworkGrant, Use> grants = new TreeMap<>(ORDER);

    /** What was made of a grant. It outlives the grant in the connections that it allowed. */
    final class Use {
        private final NetworkGrant grant;
        private final String by;
        private final Instant at;
        private int open;
        private long connections;
        private long sent;
        private long received;
        private Instant last;

        private Use(NetworkGrant grant, String by, Instant at) {
            this.grant = grant;
            this.by = by;
            this.at = at;
        }

        NetworkGrant grant() {
            return grant;
        }

        /** A connection that it allowed is closed. */
        void closed(long bytesSent, long bytesReceived) {
            synchronized (NetworkPolicy.this) {
                open--;
                sent += bytesSent;
                received += bytesReceived;
            }
        }

        private NetworkGrantView view() {
            return new NetworkGrantView(grant, by, at, open, connections, sent, received, last);
        }
    }

    /**
     * @param possible throws the reason why nothing can be granted on this machine
     * @param changed called after each change
     */
    public NetworkPolicy(Clock clock, Runnable possible, Runnable changed) {
        this.clock = clock;
        this.possible = possible;
        this.changed = changed;
    }

    @Override
    public synchronized List<NetworkGrantView> all() {
        return grants.values().stream().map(Use::view).toList();
    }

    @Override
    public void grant(NetworkGrant grant, String by, Instant at) {
        possible.run();
        synchronized (this) {
            if (!grants.containsKey(grant) && grants.size() == MOST_GRANTS) {
                throw new GroundstationException(ErrorCode.NETWORK_GRANT_INVALID, "there are " + MOST_GRANTS + " grants already");
            }
            grants.computeIfAbsent(grant, added -> new Use(added, by, at));
        }
        LOG.log(Level.INFO, "network: {0} granted {1} at {2}", by, text(grant), at);
        changed.run();
    }

    @Override
    public void revoke(NetworkGrant grant, String by) {
        synchronized (this) {
            if (grants.remove(grant) == null) {
                throw new GroundstationException(ErrorCode.NETWORK_GRANT_UNKNOWN, grant.host() + ":" + grant.port());
            }
        }
        LOG.log(Level.INFO, "network: {0} took away {1}", by, text(grant));
        changed.run();
    }

    /** What anybody may connect to: satellites are made for it before it is known whose scripts they will run. */
    public synchronized List<Destination> destinations() {
        return grants.keySet().stream().map(grant -> new Destination(grant.host(), grant.port())).distinct().toList();
    }

    /** Counts a connection that is allowed. @param script fingerprint @return the grant that allows it, or null */
    synchronized Use admit(Destination to, String script) {
        Use use = grants.getOrDefault(new NetworkGrant(to.host(), to.port(), ""), grants.get(new NetworkGrant(to.host(), to.port(), script)));
        if (use != null) {
            use.open++;
            use.connections++;
            use.last = clock.instant();
        }
        return use;
    }

    synchronized boolean isGranted(NetworkGrant grant) {
        return grants.containsKey(grant);
    }

    private static String text(NetworkGrant grant) {
        return grant.host() + ":" + grant.port() + (grant.script().isEmpty() ? " to every script" : " to the script " + grant.script());
    }
}

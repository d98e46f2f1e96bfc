package org.groundstation.launchpad;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.launchpad.host.SatelliteProcess;
import org.groundstation.launchpad.network.GateServer.Requester;

/** The satellites that somebody has. Thread-safe. */
final class AssignedSatellites {
    private final Map<Long, Assigned> byId = new ConcurrentHashMap<>();

    private record Assigned(SatelliteProcess process, Satellite satellite) {
    }

    /** Adds one, unless it has ended meanwhile. */
    void add(SatelliteProcess process, Satellite satellite) {
        byId.put(process.id(), new Assigned(process, satellite));
        if (!process.isAlive()) {
            byId.remove(process.id());
        }
    }

    void remove(long id) {
        byId.remove(id);
    }

    /** Ends what one of them does. @return whether there is one of that number */
    boolean cancel(long id) {
        Assigned assigned = byId.get(id);
        if (assigned != null) {
            assigned.satellite().cancel();
        }
        return assigned != null;
    }

    /** Those that do not fit must not be kept for another use. */
    void retireUnless(Predicate<SatelliteProcess> fits) {
        byId.values().stream().filter(assigned -> !fits.test(assigned.process())).forEach(assigned -> assigned.satellite().retire());
    }

    /** Whose script runs on one of them. */
    Requester requester(long id) {
        Assigned assigned = byId.get(id);
        return assigned == null || assigned.satellite().script().isEmpty() ? Requester.NOBODY
                : new Requester(assigned.process().caller(), NetworkGrant.fingerprint(assigned.satellite().script()));
    }
}

package org.groundstation.console.live;

import java.util.List;
import org.groundstation.api.TableJobView;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.api.admin.NetworkGrantView;
import org.groundstation.api.admin.ResourcePoolView;
import org.groundstation.api.admin.SatelliteCounters;
import org.groundstation.api.admin.SatelliteView;

/**
 * Everything that the console's pages show.
 *
 * @param jobs as GET /jobs
 * @param satellites as GET /satellites
 * @param counters as GET /satellites/counters
 * @param isolation as GET /satellites/isolation
 * @param pools as GET /pools
 * @param network as GET /network
 * @param problem why jobs cannot be read now, or null
 */
public record ServerSnapshot(List<TableJobView> jobs, List<SatelliteView> satellites, SatelliteCounters counters,
        IsolationView isolation, List<ResourcePoolView> pools, List<NetworkGrantView> network, String problem) {
}

package org.groundstation.console.live;

import java.util.List;
import org.groundstation.api.TableJobView;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.api.admin.NetworkGrantView;
import org.groundstation.api.admin.ResourcePoolView;
import org.groundstation.api.admin.SatelliteCounters;
import org.groundstation.api.admin.SatelliteView;

/**
 * Everything that the page "Station" shows.
 *
 * @param problem why jobs or satellites cannot be read now, or null; what cannot be read is empty
 */
public record StationSnapshot(List<TableJobView> jobs, List<SatelliteView> satellites, SatelliteCounters counters,
        IsolationView isolation, List<ResourcePoolView> pools, List<NetworkGrantView> network, String problem) {
}

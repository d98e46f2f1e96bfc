package org.groundstation.console.live;

import java.util.List;
import org.groundstation.api.monitor.IsolationView;
import org.groundstation.api.monitor.NetworkGrantView;
import org.groundstation.api.monitor.ResourcePoolView;
import org.groundstation.api.monitor.SatelliteView;
import org.groundstation.api.monitor.StationCounters;
import org.groundstation.api.monitor.TableJobView;

/**
 * Everything that the page "Station" shows.
 *
 * @param problem why jobs or satellites cannot be read now, or null; what cannot be read is empty
 */
public record StationSnapshot(List<TableJobView> jobs, List<SatelliteView> satellites, StationCounters counters,
        IsolationView isolation, List<ResourcePoolView> pools, List<NetworkGrantView> network, String problem) {
}

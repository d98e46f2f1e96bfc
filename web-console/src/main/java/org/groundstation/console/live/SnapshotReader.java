package org.groundstation.console.live;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.TableJobs;
import org.groundstation.api.monitor.StationMonitor;
import org.groundstation.api.monitor.TableJobView;
import org.groundstation.console.Resources;

/** Reads the station's state. A database that is away must not hide the satellites. */
@ApplicationScoped
class SnapshotReader {
    @EJB
    private TableJobs jobs;

    @Resource(lookup = Resources.SATELLITES)
    private SatelliteConnectionFactory satellites;

    StationSnapshot read() {
        StationMonitor monitor = satellites.monitor();
        try {
            return new StationSnapshot(jobs.jobs(), monitor.satellites(), monitor.counters(), monitor.isolation(), null);
        } catch (RuntimeException failure) {
            GroundstationException known = GroundstationException.in(failure);
            String problem = known != null ? known.getMessage() : ErrorCode.INTERNAL.text(failure);
            return new StationSnapshot(List.<TableJobView>of(), monitor.satellites(), monitor.counters(), monitor.isolation(), problem);
        }
    }
}

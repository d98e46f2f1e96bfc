package org.groundstation.console.live;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.TableJobView;
import org.groundstation.api.TableJobs;
import org.groundstation.api.admin.SatelliteMonitor;
import org.groundstation.server.resources.Resources;

/** Reads the station's state. A database that is away must not hide the satellites. */
@ApplicationScoped
public class SnapshotReader {
    @EJB
    private TableJobs jobs;

    @Resource(lookup = Resources.SATELLITES)
    private SatelliteConnectionFactory satellites;

    /** The state of this moment. */
    public ServerSnapshot read() {
        try {
            return snapshot(jobs.jobs(), null);
        } catch (RuntimeException failure) {
            GroundstationException known = GroundstationException.in(failure);
            return snapshot(List.of(), known != null ? known.getMessage() : ErrorCode.INTERNAL.text(failure));
        }
    }

    private ServerSnapshot snapshot(List<TableJobView> readable, String problem) {
        SatelliteMonitor monitor = satellites.monitor();
        return new ServerSnapshot(readable, monitor.satellites(), monitor.counters(), monitor.isolation(), satellites.resourcePools().all(),
                satellites.networkGrants().all(), problem);
    }
}

package org.groundstation.api.admin;

import java.util.List;

/** Read-only views of the satellites of this server. Thread-safe; every call is a snapshot. */
public interface SatelliteMonitor {
    /** The satellites that live now, by id. */
    List<SatelliteView> satellites();

    /** What keeps satellites apart from the server. */
    IsolationView isolation();

    /** Totals since the server started. */
    SatelliteCounters counters();
}

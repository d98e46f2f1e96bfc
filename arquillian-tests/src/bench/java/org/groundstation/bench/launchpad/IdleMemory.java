package org.groundstation.bench.launchpad;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.admin.SatelliteView;
import org.groundstation.bench.PlainAdapter;
import org.groundstation.bench.Report;
import org.groundstation.bench.Result;
import org.groundstation.bench.Sample;
import org.groundstation.settings.Setting;

/** What a satellite holds that has a caller and has run nothing yet. */
final class IdleMemory {
    private static final int SATELLITES = 100;
    private static final double LIMIT = 20;
    private static final double LIMIT_OF_ALL = 1536;

    private IdleMemory() {
    }

    static void measure(Report report) throws Exception {
        System.out.println("\nmemory of " + SATELLITES + " idle satellites: MB");
        List<SatelliteConnection> connections = new ArrayList<>();
        try (PlainAdapter station = new PlainAdapter(Map.of(Setting.SATELLITE_SPARES.key(), "0"))) {
            for (int i = 0; i < SATELLITES; i++) {
                connections.add(station.connect());
            }
            Processes processes = Processes.ofStation();
            double[] own = station.living().stream().mapToDouble(IdleMemory::ofTree).toArray();
            double all = processes.below().stream().mapToDouble(Processes::share).sum() + Processes.share(processes.zygote());
            report.add(Result.lessIsBetter("memory/idle-satellite", new Sample(own).median(), LIMIT, "MB"));
            report.note("Memory, one of %d idle satellites with its keeper: %s MB of its own.", SATELLITES, new Sample(own));
            report.note("Memory, %d idle satellites and the zygote in all: %.0f MB (limit %.0f); the zygote alone: %.0f MB resident.",
                    SATELLITES, all, LIMIT_OF_ALL, Processes.resident(processes.zygote()));
            connections.forEach(SatelliteConnection::close);
        }
    }

    /** With the processes between it and the zygote, which are there for its sake alone. */
    private static double ofTree(SatelliteView satellite) {
        double sum = 0;
        ProcessHandle zygote = Processes.ofStation().zygote();
        for (ProcessHandle each = ProcessHandle.of(satellite.pid()).orElseThrow(); !each.equals(zygote); each = each.parent().orElseThrow()) {
            sum += Processes.own(each);
        }
        return sum;
    }
}

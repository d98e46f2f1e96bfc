package org.groundstation.launchpad.host;

import java.io.IOException;
import java.util.List;
import org.groundstation.launchpad.isolation.Isolation;
import org.groundstation.launchpad.pool.Enclosure;
import org.groundstation.launchpad.pool.Enforcement;

/** A control group that the layer {@code cgroup} is tried with, or why there is none. Made as those of satellites. */
final class ControlGroupTrial implements AutoCloseable {
    private static final long NO_SATELLITE = 0;

    private final Enclosure group;
    private final List<String> arguments;

    ControlGroupTrial(Isolation isolation, Enforcement enforcement) {
        Enclosure made = null;
        List<String> told = List.of();
        if (!isolation.policies().get("cgroup").equals("off")) {
            try {
                made = enforcement.enclose(NO_SATELLITE, true);
                told = made.entrances().stream().map(file -> "join=" + file).toList();
            } catch (IOException refused) {
                told = List.of("no-group=" + refused.getMessage());
            }
        }
        group = made;
        arguments = told;
    }

    /** What the launcher's program takes on its command line. */
    List<String> arguments() {
        return arguments;
    }

    @Override
    public void close() {
        if (group != null) {
            group.close();
        }
    }
}

package org.groundstation.launchpad.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.IsolationView;

/** Starts and ends satellites of one language on this machine. Trusted code of the server. Thread-safe. */
interface SatelliteLauncher extends AutoCloseable {
    /**
     * What a new satellite is told.
     *
     * @param id its number
     * @param token what it proves its origin with, once
     * @param address where it reports: the path of a Unix domain socket, or host and port with a colon between
     * @param folder the working folder that it makes for itself
     * @param join files by which it gets into its control group, see {@link org.groundstation.launchpad.pool.Enclosure#entrances}
     * @param gate what its gate needs, if anything was granted
     */
    record Order(long id, String token, String address, Path folder, List<Path> join, Optional<GateAccess> gate) {
    }

    /** Told about satellites, on any thread. */
    interface Observer {
        /** No process could be made for this satellite. */
        void launchFailed(long id, String reason);

        /**
         * The launcher has found out what keeps its satellites apart from the server.
         *
         * @throws GroundstationException when that is too little; the launcher must not start satellites then
         */
        void isolationFound(IsolationView found);

        /** All processes of this satellite are gone. */
        void ended(long id, SatelliteEnd how);
    }

    /** The language, as {@link org.groundstation.api.ExternalScript#language()} names it. */
    String language();

    /**
     * Makes sure that satellites can be started; slow the first time.
     *
     * @throws GroundstationException 2xxx when the runtime is missing, too old or incomplete
     */
    void prepare();

    /** Orders a satellite, which will report at the order's socket. @throws GroundstationException as {@link #prepare} */
    void launch(Order order);

    /** How long the end of the launcher should wait for satellites that are being started. */
    Duration launchPatience();

    /** Ends a satellite with everything below it. Unknown ids are ignored. */
    void end(long id);

    /** Ends all satellites and waits for it. */
    @Override
    void close();
}

package org.groundstation.launchpad;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.launchpad.network.WayOut;

/** Starts and ends satellites of one language. Trusted code of the server. Thread-safe. */
public interface SatelliteLauncher extends AutoCloseable {
    /**
     * What a new satellite is told.
     *
     * @param id its number
     * @param token what it proves its origin with, once
     * @param address where it reports: the path of a Unix domain socket, or host and port with a colon between
     * @param folder the working folder that it makes for itself
     * @param join files by which it gets into its control group, see {@link org.groundstation.launchpad.pool.Enclosure#entrances}
     * @param wayOut what its gate needs, if anything was granted
     */
    record Order(long id, String token, String address, Path folder, List<Path> join, Optional<WayOut> wayOut) {
    }

    /**
     * How a satellite ended.
     *
     * @param status exit code, or 128 + signal
     * @param launcherEnded whether that took the satellite with it, which is no fault of its script
     */
    record End(int status, boolean launcherEnded) {
        private static final int SIGNALS = 128;

        End(int status) {
            this(status, false);
        }

        static End withLauncher(int status) {
            return new End(status, true);
        }

        /** For people: {@code exit code 3}, {@code signal 9}; table jobs know {@code its launcher ended} by these words. */
        String description() {
            if (launcherEnded) {
                return "its launcher ended";
            }
            return status > SIGNALS ? "signal " + (status - SIGNALS) : "exit code " + status;
        }
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
        void ended(long id, End end);
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

    /** Ends a satellite with everything below it. Unknown ids are ignored. */
    void end(long id);

    /** Ends all satellites and waits for it. */
    @Override
    void close();
}

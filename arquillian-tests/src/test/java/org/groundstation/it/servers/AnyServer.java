package org.groundstation.it.servers;

import java.nio.file.Path;
import java.util.function.BiFunction;

/** The servers that the adapter is tested on, as they come from Maven Central. */
enum AnyServer {
    PAYARA_SERVER("payara6", true, GlassFishServer::new),
    GLASSFISH("glassfish7", false, GlassFishServer::new),
    WILDFLY("wildfly-*", false, WildFlyServer::new),
    OPEN_LIBERTY("wlp", true, LibertyServer::new);

    private final String folder;
    private final boolean openToArrow;
    private final BiFunction<Path, Path, RunningServer> maker;

    AnyServer(String folder, boolean openToArrow, BiFunction<Path, Path, RunningServer> maker) {
        this.folder = folder;
        this.openToArrow = openToArrow;
        this.maker = maker;
    }

    /** The folder in its zip file, as a glob. */
    String folder() {
        return folder;
    }

    /** Whether it opens java.nio by itself. */
    boolean isOpenToArrow() {
        return openToArrow;
    }

    /**
     * One that has not been started yet.
     *
     * @param home where it was unpacked; stays as it is
     * @param work where it writes
     */
    RunningServer make(Path home, Path work) {
        return maker.apply(home, work);
    }
}

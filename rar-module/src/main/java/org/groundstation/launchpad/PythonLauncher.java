package org.groundstation.launchpad;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** Starts Python satellites by forking them from a zygote; a zygote that has died is replaced at the next launch. */
public final class PythonLauncher implements SatelliteLauncher {
    static final String ARCHIVE = "groundstation-satellite.pyz";

    private final PythonRuntime runtime;
    private final Isolation isolation;
    private final Path folder;
    private final Threads threads;
    private final Observer observer;
    private final Zygote.StationReports reports;
    private Zygote zygote;
    private boolean closed;

    /**
     * @param folder of this launcher alone, owner only; holds the satellite's code
     * @param reports takes what an administrator should read
     */
    PythonLauncher(PythonRuntime runtime, Isolation isolation, Path folder, Threads threads, Observer observer, Zygote.StationReports reports) {
        this.runtime = runtime;
        this.isolation = isolation;
        this.folder = folder;
        this.threads = threads;
        this.observer = observer;
        this.reports = reports;
    }

    @Override
    public String language() {
        return "Python";
    }

    @Override
    public void prepare() {
        zygote();
    }

    @Override
    public void launch(Order order) {
        try {
            zygote().launch(order);
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
    }

    @Override
    public void end(long id) {
        Zygote current = current();
        if (current != null) {
            current.end(id);
        }
    }

    @Override
    public void close() {
        Zygote last;
        synchronized (this) {
            closed = true;
            last = zygote;
            zygote = null;
        }
        if (last != null) {
            last.close();
        }
    }

    private synchronized Zygote current() {
        return zygote;
    }

    private synchronized Zygote zygote() {
        if (closed) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED);
        }
        if (zygote == null || !zygote.isAlive()) {
            zygote = Zygote.start(runtime, isolation, archive(), folder, threads, observer, reports);
        }
        return zygote;
    }

    private Path archive() {
        Path archive = folder.resolve("server").resolve(ARCHIVE);
        try (InputStream code = PythonLauncher.class.getClassLoader().getResourceAsStream(ARCHIVE)) {
            if (code == null) {
                throw new GroundstationException(ErrorCode.INTERNAL, ARCHIVE + " is missing in the resource adapter");
            }
            Files.copy(code, archive, StandardCopyOption.REPLACE_EXISTING);
            return archive;
        } catch (IOException failed) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, failed, failed.getMessage());
        }
    }
}

package org.groundstation.bench.launchpad;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.SatelliteView.State;
import org.groundstation.bench.PlainAdapter;
import org.groundstation.settings.Setting;

/** A station whose satellites many callers use, and what they leave behind. */
final class Crowd implements AutoCloseable {
    private static final String POOL = "crowd";
    private static final int SPARES = 2;
    private static final int ACCOUNTS = 20;
    private static final int MEGABYTES = 1024;
    private static final int WARM_UPS = 18;
    private static final long SETTLING_SECONDS = 30;
    /** Says of each satellite that it was lost, which is what we want. */
    private static final Logger LOG = Logger.getLogger("org.groundstation");

    private final PlainAdapter station = new PlainAdapter(Map.of(Setting.SATELLITE_SPARES.key(), Integer.toString(SPARES),
            Setting.ACCOUNTS_COUNT.key(), Integer.toString(ACCOUNTS), Setting.ACCOUNTS_WAIT.key(), "5000"));
    private final Callers callers = Callers.register();
    private final SatelliteConnectionFactory satellites;
    private final Processes processes;
    private final Leftovers before;

    /** @param seats satellites in use at the same time @param patience how long a caller waits for one */
    Crowd(int seats, Duration patience) throws Exception {
        LOG.setLevel(Level.SEVERE);
        // A limit of memory gives each satellite a control group, which could stay behind, too.
        station.define(ExternalResourcePool.named(POOL).withScriptMemory(MEGABYTES).withScripts(seats, patience));
        satellites = station.satellites(POOL);
        Sessions warmUp = new Sessions(satellites);
        for (int turn = 0; turn < WARM_UPS; turn++) {
            warmUp.use(turn);
        }
        processes = Processes.ofStation();
        settled();
        before = Leftovers.now(processes);
    }

    SatelliteConnectionFactory satellites() {
        return satellites;
    }

    Processes processes() {
        return processes;
    }

    /** Runs the same for several callers at once, each with a name of its own. @throws Exception of the first that failed */
    void all(int number, IntFunction<Callable<Void>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(number);
        try {
            List<Future<Void>> ends = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                String name = "caller-" + i;
                Callable<Void> own = work.apply(i);
                ends.add(threads.submit(() -> {
                    callers.become(name);
                    return own.call();
                }));
            }
            for (Future<Void> end : ends) {
                end.get();
            }
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } finally {
            threads.shutdownNow();
        }
    }

    /** What is left when nobody uses it any more, after time to clean up. */
    Leftovers left() throws InterruptedException {
        AtomicReference<Leftovers> left = new AtomicReference<>();
        Waiting.within(SETTLING_SECONDS, () -> {
            left.set(Leftovers.now(processes).since(before));
            return left.get().sum() == 0 && station.living().size() == SPARES;
        });
        return left.get();
    }

    /** How many worker accounts nobody gets any more. */
    int lostAccounts() {
        List<SatelliteConnection> held = new ArrayList<>();
        try {
            for (int i = 0; i < ACCOUNTS; i++) {
                callers.become("new-" + i);
                held.add(station.connect());
            }
        } catch (GroundstationException none) {
            if (none.code() != ErrorCode.ACCOUNTS_EXHAUSTED) {
                throw none;
            }
        } finally {
            held.forEach(SatelliteConnection::close);
        }
        return ACCOUNTS - held.size();
    }

    @Override
    public void close() {
        station.close();
        LOG.setLevel(null);
    }

    private void settled() throws InterruptedException {
        Waiting.until(() -> station.living().size() == SPARES && station.living().stream().allMatch(one -> one.state() == State.SPARE));
    }
}

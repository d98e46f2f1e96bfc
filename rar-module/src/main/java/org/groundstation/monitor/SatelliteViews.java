package org.groundstation.monitor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.api.admin.SatelliteCounters;
import org.groundstation.api.admin.SatelliteMonitor;
import org.groundstation.api.admin.SatelliteView;
import org.groundstation.api.admin.SatelliteView.State;

/** Keeps the views and counters up to date. Thread-safe. */
public final class SatelliteViews implements SatelliteListener, SatelliteMonitor {
    private final Map<Long, SatelliteView> satellites = new ConcurrentSkipListMap<>();
    private volatile IsolationView isolation = new IsolationView(List.of());
    private final LongAdder launched = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder executions = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder millis = new LongAdder();
    private final LongAdder rowsIn = new LongAdder();
    private final LongAdder rowsOut = new LongAdder();

    @Override
    public List<SatelliteView> satellites() {
        return List.copyOf(satellites.values());
    }

    @Override
    public IsolationView isolation() {
        return isolation;
    }

    @Override
    public void isolationReported(IsolationView found) {
        isolation = found;
    }

    @Override
    public SatelliteCounters counters() {
        return new SatelliteCounters(launched.sum(), lost.sum(), executions.sum(), errors.sum(), millis.sum(), rowsIn.sum(), rowsOut.sum());
    }

    @Override
    public void satelliteLaunched(long id, long pid, String runtime, long launchMillis) {
        launched.increment();
        satellites.put(id, new SatelliteView(id, pid, State.SPARE, runtime, null, Instant.now(), launchMillis, 0));
    }

    @Override
    public void satelliteAssigned(long id) {
        satellites.computeIfPresent(id, (key, seen) -> copy(seen, State.IDLE, null, 0));
    }

    @Override
    public void satelliteEnding(long id) {
        satellites.computeIfPresent(id, (key, seen) -> copy(seen, State.ENDING, seen.requestId(), seen.executions()));
    }

    @Override
    public void satelliteEnded(long id, int status) {
        satellites.remove(id);
    }

    @Override
    public void satelliteLost(long id, ErrorCode code, String reason) {
        lost.increment();
    }

    @Override
    public void executionStarted(long id, String requestId) {
        executions.increment();
        satellites.computeIfPresent(id, (key, seen) -> copy(seen, State.RUNNING, requestId, seen.executions() + 1));
    }

    @Override
    public void executionEnded(long id, String requestId, ErrorCode error, long in, long out, long elapsed) {
        if (error != null) {
            errors.increment();
        }
        rowsIn.add(in);
        rowsOut.add(out);
        millis.add(elapsed);
        satellites.computeIfPresent(id, (key, seen) -> copy(seen, seen.state() == State.ENDING ? State.ENDING : State.IDLE, null, seen.executions()));
    }

    private static SatelliteView copy(SatelliteView seen, State state, String requestId, long executions) {
        return new SatelliteView(seen.id(), seen.pid(), state, seen.runtime(), requestId, seen.startedAt(), seen.launchMillis(), executions);
    }
}

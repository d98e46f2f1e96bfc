package org.groundstation.console.metrics;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;
import org.groundstation.api.TableJobView;
import org.groundstation.api.admin.ResourcePoolView;
import org.groundstation.api.admin.SatelliteCounters;
import org.groundstation.api.admin.SatelliteView;
import org.groundstation.console.live.ServerSnapshot;
import org.groundstation.console.live.SnapshotReader;

/**
 * The station as gauges. Totals are gauges too, for the API has no counter that somebody else counts. All of one answer are of one moment, which
 * {@link #refresh} takes. Thread-safe.
 */
@ApplicationScoped
class ServerMetrics {
    private static final String PREFIX = "groundstation_";

    @Inject
    private MetricRegistry registry;

    @Inject
    private SnapshotReader reader;

    private final Set<String> pools = new HashSet<>();
    private volatile ServerSnapshot station;

    /** Reads the station, and offers what has come since the last time. */
    synchronized void refresh() {
        boolean first = station == null;
        station = reader.read();
        if (first) {
            satellites();
            jobs();
        }
        Set<String> names = new HashSet<>();
        station.pools().forEach(view -> names.add(view.pool().name()));
        pools.stream().filter(name -> !names.contains(name)).forEach(this::forget);
        names.stream().filter(name -> !pools.contains(name)).forEach(this::offer);
        pools.clear();
        pools.addAll(names);
    }

    private void satellites() {
        for (SatelliteView.State state : SatelliteView.State.values()) {
            gauge("satellites", "Satellites that live now.", now -> now.satellites().stream().filter(each -> each.state() == state).count(), state(state));
        }
        total("satellites_launched", "Satellites started.", SatelliteCounters::launched);
        total("satellites_lost", "Satellites that died, hung or broke the protocol while in use.", SatelliteCounters::lost);
        total("executions", "Scripts begun.", SatelliteCounters::executions);
        total("execution_errors", "Scripts that failed.", SatelliteCounters::executionErrors);
        total("rows_in", "Rows sent to scripts.", SatelliteCounters::rowsIn);
        total("rows_out", "Rows that came back from scripts.", SatelliteCounters::rowsOut);
        registry.gauge(metadata("execution", "Time spent in executions.", MetricUnits.MILLISECONDS), () -> station.counters().executionMillis());
    }

    private void jobs() {
        gauge("jobs_readable", "1 when the database tells of its jobs, 0 when it is away.", now -> now.problem() == null ? 1 : 0);
        for (TableJobView.State state : TableJobView.State.values()) {
            gauge("jobs", "The newest 200 table jobs.", now -> known(now).stream().filter(job -> job.state() == state).count(), state(state));
        }
        gauge("job_rows_written", "Rows that the newest 200 table jobs have written.", now -> known(now).stream().mapToLong(TableJobView::rowsWritten).sum());
    }

    /** A metric whose value is an illegal state is left out of the answer; a 0 would be a lie. */
    private static List<TableJobView> known(ServerSnapshot now) {
        if (now.problem() != null) {
            throw new IllegalStateException(now.problem());
        }
        return now.jobs();
    }

    private void offer(String pool) {
        for (PoolFigure figure : PoolFigure.values()) {
            gauge(figure.metric(), figure.description,
                    now -> now.pools().stream().filter(view -> view.pool().name().equals(pool)).mapToLong(figure.value).sum(),
                    new Tag("pool", pool));
        }
    }

    private void forget(String pool) {
        Arrays.stream(PoolFigure.values()).forEach(figure -> registry.remove(new MetricID(PREFIX + figure.metric(), new Tag("pool", pool))));
    }

    private enum PoolFigure {
        SATELLITES("Satellites in use in a pool.", ResourcePoolView::satellites),
        WAITING("Callers in a pool's queue.", ResourcePoolView::waiting),
        SERVED("Satellites that a pool has given out.", ResourcePoolView::served),
        REFUSED("Callers that gave up waiting for a pool.", ResourcePoolView::refused),
        ENDED("Satellites that exceeded a limit of their pool.", ResourcePoolView::ended);

        private final String description;
        private final ToLongFunction<ResourcePoolView> value;

        PoolFigure(String description, ToLongFunction<ResourcePoolView> value) {
            this.description = description;
            this.value = value;
        }

        private String metric() {
            return "pool_" + name().toLowerCase(Locale.ROOT);
        }
    }

    private void total(String name, String description, Function<SatelliteCounters, Long> value) {
        gauge(name, description + " Since the server started.", now -> value.apply(now.counters()));
    }

    private void gauge(String name, String description, ToLongFunction<ServerSnapshot> value, Tag... tags) {
        registry.gauge(metadata(name, description, MetricUnits.NONE), () -> value.applyAsLong(station), tags);
    }

    private static Metadata metadata(String name, String description, String unit) {
        return Metadata.builder().withName(PREFIX + name).withDescription(description).withUnit(unit).build();
    }

    private static Tag state(Enum<?> state) {
        return new Tag("state", state.name().toLowerCase(Locale.ROOT));
    }
}

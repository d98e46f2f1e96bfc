package org.groundstation.launchpad.pool;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.ResourcePoolView;
import org.groundstation.api.admin.ResourcePools;

/** The external resource pools of this server: lets callers in and watches that satellites keep to their limits. Thread-safe. */
public final class ResourceGovernor implements ResourcePools {
    private static final Logger LOG = System.getLogger(ResourceGovernor.class.getName());
    private static final long LOOK_MILLIS = 50;

    private final Enforcement enforcement;
    private final Limits satellite;
    private final Map<String, Pool> pools = new HashMap<>();
    private final Set<PoolLease> watched = ConcurrentHashMap.newKeySet();

    /** A pool with what its satellites took. */
    private static final class Pool {
        private final AdmissionQueue queue;
        private long ended;
        private ExecutionUsage taken = ExecutionUsage.NOTHING;

        private Pool(ExternalResourcePool limits) {
            queue = new AdmissionQueue(limits);
        }
    }

    /**
     * @param enforcement belongs to the caller
     * @param timer looks at the satellites
     * @param satellite what each satellite may use
     */
    public ResourceGovernor(Enforcement enforcement, ScheduledExecutorService timer, Limits satellite) {
        this.enforcement = enforcement;
        this.satellite = satellite;
        LOG.log(Level.INFO, "external resource pools are kept by {0}", enforcement.description());
        pools.put(ExternalResourcePool.DEFAULT, new Pool(ExternalResourcePool.named(ExternalResourcePool.DEFAULT)));
        timer.scheduleWithFixedDelay(() -> watched.forEach(PoolLease::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Waits for a place in a pool.
     *
     * @throws GroundstationException {@link ErrorCode#RESOURCE_POOL_UNKNOWN}, {@link ErrorCode#RESOURCE_POOL_BUSY}
     */
    public PoolLease admit(String name) {
        AdmissionQueue queue;
        synchronized (this) {
            queue = find(name).queue;
        }
        ExternalResourcePool pool = queue.enter();
        return new PoolLease(this, queue, pool, satellite.memoryWithin(pool));
    }

    @Override
    public synchronized void define(ExternalResourcePool pool) {
        Pool known = pools.get(pool.name());
        if (known == null) {
            pools.put(pool.name(), new Pool(pool));
        } else {
            known.queue.change(pool);
        }
    }

    @Override
    public synchronized void drop(String name) {
        if (name.equals(ExternalResourcePool.DEFAULT)) {
            throw new GroundstationException(ErrorCode.RESOURCE_POOL_INVALID, "the default pool cannot be dropped");
        }
        find(name).queue.close();
        removeIfDrained(name);
    }

    @Override
    public synchronized List<ResourcePoolView> all() {
        List<ResourcePoolView> views = new ArrayList<>();
        for (Pool pool : pools.values()) {
            AdmissionQueue at = pool.queue;
            views.add(new ResourcePoolView(at.pool(), at.isClosed(), enforcement.description(), at.inside(), at.waiting(), at.served(),
                    at.refused(), pool.ended, pool.taken.cpuMillis(), pool.taken.peakMemory(), pool.taken.readBytes(), pool.taken.writtenBytes()));
        }
        views.sort(Comparator.comparing((ResourcePoolView view) -> !view.pool().name().equals(ExternalResourcePool.DEFAULT))
                .thenComparing(view -> view.pool().name()));
        return views;
    }

    void watch(PoolLease lease) {
        watched.add(lease);
    }

    synchronized void returned(PoolLease lease, AdmissionQueue queue, ExecutionUsage took, boolean exceeded) {
        watched.remove(lease);
        queue.leave();
        Pool pool = pools.get(lease.pool().name());
        pool.taken = pool.taken.plus(took);
        pool.ended += exceeded ? 1 : 0;
        removeIfDrained(lease.pool().name());
    }

    private Pool find(String name) {
        Pool pool = pools.get(name);
        if (pool == null || pool.queue.isClosed()) {
            throw new GroundstationException(ErrorCode.RESOURCE_POOL_UNKNOWN, name);
        }
        return pool;
    }

    private void removeIfDrained(String name) {
        AdmissionQueue queue = pools.get(name).queue;
        if (queue.isClosed() && queue.inside() == 0) {
            pools.remove(name);
            enforcement.forget(name);
        }
    }
}

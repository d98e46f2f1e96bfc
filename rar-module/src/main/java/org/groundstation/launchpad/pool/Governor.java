package org.groundstation.launchpad.pool;

import java.io.IOException;
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
import org.groundstation.api.ExternalResourcePool;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ResourcePools;
import org.groundstation.api.monitor.ResourcePoolView;
import org.groundstation.launchpad.pool.Enforcement.Usage;

/** The external resource pools of this server: lets callers in and watches that satellites keep to their limits. Thread-safe. */
public final class Governor implements ResourcePools, AutoCloseable {
    private static final Logger LOG = System.getLogger(Governor.class.getName());
    private static final long LOOK_MILLIS = 50;

    private final Enforcement enforcement;
    private final int satelliteMegabytes;
    private final Map<String, Pool> pools = new HashMap<>();
    private final Set<PoolLease> watched = ConcurrentHashMap.newKeySet();

    /** A pool with what its satellites took. */
    private static final class Pool {
        private final Turnstile turnstile;
        private long ended;
        private long cpuMillis;
        private long peakMemory;

        private Pool(ExternalResourcePool limits) {
            turnstile = new Turnstile(limits);
        }
    }

    /**
     * @param timer looks at the satellites
     * @param satelliteMemory what each satellite may hold where its pool does not say it, in bytes; 0: no limit
     */
    public Governor(ScheduledExecutorService timer, long satelliteMemory) {
        this(choose(), timer, satelliteMemory);
        LOG.log(Level.INFO, "external resource pools are kept by {0}", enforcement.description());
    }

    Governor(Enforcement enforcement, ScheduledExecutorService timer, long satelliteMemory) {
        this.enforcement = enforcement;
        this.satelliteMegabytes = (int) Math.min(satelliteMemory / Memory.MEGABYTE, Integer.MAX_VALUE);
        pools.put(ExternalResourcePool.DEFAULT, new Pool(ExternalResourcePool.named(ExternalResourcePool.DEFAULT)));
        timer.scheduleWithFixedDelay(() -> watched.forEach(PoolLease::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Waits for a place in a pool.
     *
     * @throws GroundstationException {@link ErrorCode#RESOURCE_POOL_UNKNOWN}, {@link ErrorCode#RESOURCE_POOL_BUSY}
     */
    public PoolLease admit(String name) {
        Turnstile turnstile;
        synchronized (this) {
            turnstile = find(name).turnstile;
        }
        ExternalResourcePool pool = turnstile.enter();
        boolean complete = pool.scriptMemoryMegabytes() > 0 || !pool.limitsSatellites();
        return new PoolLease(this, turnstile, pool, complete ? pool : pool.withScriptMemory(satelliteMegabytes));
    }

    @Override
    public synchronized void define(ExternalResourcePool pool) {
        Pool known = pools.get(pool.name());
        if (known == null) {
            pools.put(pool.name(), new Pool(pool));
        } else {
            known.turnstile.change(pool);
        }
    }

    @Override
    public synchronized void drop(String name) {
        if (name.equals(ExternalResourcePool.DEFAULT)) {
            throw new GroundstationException(ErrorCode.RESOURCE_POOL_INVALID, "the default pool cannot be dropped");
        }
        find(name).turnstile.close();
        removeIfDrained(name);
    }

    @Override
    public synchronized List<ResourcePoolView> all() {
        List<ResourcePoolView> views = new ArrayList<>();
        for (Pool pool : pools.values()) {
            Turnstile at = pool.turnstile;
            views.add(new ResourcePoolView(at.pool(), at.isClosed(), enforcement.description(), at.inside(), at.waiting(), at.served(),
                    at.refused(), pool.ended, pool.cpuMillis, pool.peakMemory));
        }
        views.sort(Comparator.comparing((ResourcePoolView view) -> !view.pool().name().equals(ExternalResourcePool.DEFAULT))
                .thenComparing(view -> view.pool().name()));
        return views;
    }

    /** Takes the control groups away, once their satellites are gone. */
    @Override
    public void close() {
        enforcement.close();
    }

    Enforcement enforcement() {
        return enforcement;
    }

    void watch(PoolLease lease) {
        watched.add(lease);
    }

    synchronized void returned(PoolLease lease, Turnstile turnstile, Usage took, boolean exceeded) {
        watched.remove(lease);
        turnstile.leave();
        Pool pool = pools.get(lease.pool().name());
        pool.cpuMillis += took.cpuMillis();
        pool.peakMemory = Math.max(pool.peakMemory, took.peakMemory());
        pool.ended += exceeded ? 1 : 0;
        removeIfDrained(lease.pool().name());
    }

    private Pool find(String name) {
        Pool pool = pools.get(name);
        if (pool == null || pool.turnstile.isClosed()) {
            throw new GroundstationException(ErrorCode.RESOURCE_POOL_UNKNOWN, name);
        }
        return pool;
    }

    private void removeIfDrained(String name) {
        Turnstile turnstile = pools.get(name).turnstile;
        if (turnstile.isClosed() && turnstile.inside() == 0) {
            pools.remove(name);
            enforcement.forget(name);
        }
    }

    private static Enforcement choose() {
        String name = CgroupFolder.OWN_PREFIX + ProcessHandle.current().pid();
        CgroupMounts mounts;
        try {
            mounts = CgroupMounts.ofThisProcess();
        } catch (IOException none) {
            return new Watchdog("this system has no control groups");
        }
        IOException refused = new IOException("no control groups are mounted");
        if (mounts.unified() != null) {
            try {
                return UnifiedGroups.make(mounts.unified(), name);
            } catch (IOException notGranted) {
                refused = notGranted;
            }
        }
        if (!mounts.controllers().isEmpty()) {
            try {
                return ControlGroups.make(mounts, name);
            } catch (IOException notGranted) {
                refused = notGranted;
            }
        }
        return new Watchdog("control groups: " + refused.getMessage());
    }
}

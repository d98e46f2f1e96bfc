package org.groundstation.catalog;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.ResourcePools;
import org.groundstation.server.resources.Resources;

/** External resource pools that outlast the server: what is stored here is defined again when it starts. Thread-safe. */
@ApplicationScoped
@Transactional
public class PoolCatalog {
    @PersistenceContext
    private EntityManager catalog;

    @Resource(lookup = Resources.SATELLITES)
    private SatelliteConnectionFactory satellites;

    /** Defines all that are stored. */
    public void load() {
        catalog.createQuery("select p from StoredPool p", StoredPool.class).getResultStream().map(StoredPool::limits)
                .forEach(pools()::define);
    }

    /** Stores a pool, new or changed, and defines it. */
    public void define(ExternalResourcePool pool) {
        catalog.merge(new StoredPool(pool));
        catalog.flush();
        pools().define(pool);
    }

    /** Forgets a pool and drops it. @throws org.groundstation.api.GroundstationException as {@link ResourcePools#drop} */
    public void drop(String name) {
        pools().drop(name);
        StoredPool stored = catalog.find(StoredPool.class, name);
        if (stored != null) {
            catalog.remove(stored);
        }
    }

    private ResourcePools pools() {
        return satellites.resourcePools();
    }
}

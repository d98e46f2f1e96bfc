package org.groundstation.catalog;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.api.admin.NetworkGrants;
import org.groundstation.server.resources.Resources;

/** Network grants that outlast the server: what is stored here is granted again when it starts. Thread-safe. */
@ApplicationScoped
@Transactional
public class NetworkCatalog {
    private static final Logger LOG = Logger.getLogger(NetworkCatalog.class.getName());

    @PersistenceContext
    private EntityManager catalog;

    @Resource(lookup = Resources.SATELLITES)
    private SatelliteConnectionFactory satellites;

    /** Grants all that are stored. A machine that cannot keep scripts to them gets none; the server runs without. */
    public void load() {
        List<StoredGrant> stored = catalog.createQuery("select g from StoredGrant g", StoredGrant.class).getResultList();
        try {
            stored.forEach(known -> grants().grant(known.grant(), known.grantedBy(), known.grantedAt()));
        } catch (GroundstationException unavailable) {
            LOG.log(Level.WARNING, unavailable.getMessage());
        }
    }

    /** Grants and stores it; the first one who did stays responsible. @throws GroundstationException as {@link NetworkGrants#grant} */
    public void grant(NetworkGrant grant, String by) {
        if (catalog.find(StoredGrant.class, new StoredGrant.Key(grant)) == null) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            catalog.persist(new StoredGrant(grant, by, now));
            catalog.flush();
            grants().grant(grant, by, now);
        }
    }

    /** Takes a grant away and forgets it. @throws GroundstationException as {@link NetworkGrants#revoke} */
    public void revoke(NetworkGrant grant, String by) {
        StoredGrant stored = catalog.find(StoredGrant.class, new StoredGrant.Key(grant));
        if (stored != null) {
            catalog.remove(stored);
            catalog.flush();
        }
        grants().revoke(grant, by);
    }

    private NetworkGrants grants() {
        return satellites.networkGrants();
    }
}

package org.groundstation.catalog;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.spi.PersistenceUnitInfo;
import java.util.Map;
import org.groundstation.api.GroundstationException;
import org.groundstation.server.signal.StartSignal;
import org.hibernate.jpa.HibernatePersistenceProvider;

/**
 * Hibernate, asked only when the database is there. It is the first of all to need it, and without it reports a missing
 * dialect instead.
 */
public class CatalogPersistence extends HibernatePersistenceProvider {
    @Override
    @SuppressWarnings("rawtypes")
    public EntityManagerFactory createContainerEntityManagerFactory(PersistenceUnitInfo unit, Map properties) {
        try {
            DatabaseCheck.reachable(unit.getJtaDataSource());
        } catch (GroundstationException unreachable) {
            StartSignal.applicationFailed(unreachable.getMessage());
            throw unreachable;
        }
        return super.createContainerEntityManagerFactory(unit, properties);
    }
}

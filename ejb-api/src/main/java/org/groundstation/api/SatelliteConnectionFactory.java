package org.groundstation.api;

import jakarta.resource.Referenceable;
import java.io.Serializable;
import org.groundstation.api.admin.NetworkGrants;
import org.groundstation.api.admin.ResourcePools;
import org.groundstation.api.admin.SatelliteMonitor;

/**
 * The connector that applications inject: hands out connections to pooled Python satellites. Thread-safe.
 *
 * <pre>{@code
 * @ConnectionFactoryDefinition(name = "java:app/eis/satellites",
 *         interfaceName = "org.groundstation.api.SatelliteConnectionFactory", resourceAdapter = "groundstation",
 *         transactionSupport = TransactionSupportLevel.NoTransaction, maxPoolSize = 4)
 * ...
 * @Resource(lookup = "java:app/eis/satellites") SatelliteConnectionFactory satellites;
 * }</pre>
 */
public interface SatelliteConnectionFactory extends Serializable, Referenceable {
    /**
     * Takes a satellite from the pool, waiting up to the pool's maximum wait. Close the connection to give it back.
     *
     * @throws GroundstationException {@link ErrorCode#POOL_FULL} when none became free in time, or the reason why none
     *         could be started (2xxx)
     */
    SatelliteConnection getConnection();

    /**
     * Takes a satellite as {@link #getConnection()} does, but one of an external resource pool that is not the one of this
     * factory. Waits for its turn there, too.
     *
     * @param resourcePool its name
     * @throws GroundstationException as {@link #getConnection()}, {@link ErrorCode#RESOURCE_POOL_UNKNOWN}, {@link ErrorCode#RESOURCE_POOL_BUSY}
     */
    SatelliteConnection getConnection(String resourcePool);

    /**
     * Makes sure that satellites can be started, without taking one. Fast but for the first call and the one that starts a launcher
     * again after it died, which take some seconds.
     *
     * @throws GroundstationException the reason why none can be started (2xxx)
     */
    void check();

    /** The read-only views of all satellites of this server. */
    SatelliteMonitor monitor();

    /**
     * Ends a satellite with everything below it, for the administrator. Its script fails with {@link ErrorCode#SCRIPT_CANCELLED}.
     *
     * @throws GroundstationException {@link ErrorCode#SATELLITE_UNKNOWN} when nobody has this satellite
     */
    void endSatellite(long id);

    /** The external resource pools of this server, for its administrator. */
    ResourcePools resourcePools();

    /** What scripts on this server may connect to, for its administrator. */
    NetworkGrants networkGrants();
}

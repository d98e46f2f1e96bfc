package org.groundstation.api.admin;

import java.util.List;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** The external resource pools of this server, for its administrator. They last as long as the server. Thread-safe. */
public interface ResourcePools {
    /** All pools, the default one first, then by name. */
    List<ResourcePoolView> all();

    /** Makes a pool or changes it. Satellites that are in use keep the limits that they began with; the next ones get these. */
    void define(ExternalResourcePool pool);

    /**
     * Takes a pool away: nobody new gets in, and it is gone when the last satellite in it has been given back.
     *
     * @throws GroundstationException {@link ErrorCode#RESOURCE_POOL_UNKNOWN}, or {@link ErrorCode#RESOURCE_POOL_INVALID} for the default one
     */
    void drop(String name);
}

package org.groundstation.batch.table;

import java.util.concurrent.Executor;
import org.groundstation.api.ModelStore;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.batch.database.Endpoint;

/**
 * What table jobs run on.
 *
 * @param jobs where definitions and runs are
 * @param source where rows are read
 * @param target where results are written, with the ledger beside them
 * @param threads a thread for each task, at once
 */
public record JobServices(Endpoint jobs, Endpoint source, Endpoint target, SatelliteConnectionFactory satellites, ModelStore models, Executor threads) {
    /** All in one database. */
    public static JobServices in(Endpoint database, SatelliteConnectionFactory satellites, ModelStore models, Executor threads) {
        return new JobServices(database, database, database, satellites, models, threads);
    }
}

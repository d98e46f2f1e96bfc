package org.groundstation.batch.table;

import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.groundstation.api.ModelStore;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.batch.database.Dialect;

/**
 * What table jobs run on.
 *
 * @param database connections that take part in the transaction of the calling thread
 * @param reader connections outside of it
 * @param threads a thread for each task, at once
 */
public record Station(Dialect dialect, DataSource database, DataSource reader, SatelliteConnectionFactory satellites,
        ModelStore models, Executor threads) {
}

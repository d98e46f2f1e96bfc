package org.groundstation.batch.operate;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.groundstation.batch.database.DatabaseErrors;
import org.groundstation.batch.database.Dialect;
import org.groundstation.settings.Setting;

/**
 * How many connections to the database table jobs may take: for each partition at work one that reads and one that writes, for each job one that
 * holds its snapshot, one that plans and one for the job repository; and some for the console.
 */
final class ConnectionDemand {
    private static final System.Logger LOG = System.getLogger(ConnectionDemand.class.getName());
    private static final int FOR_EACH_PLACE = 5;
    private static final int FOR_THE_CONSOLE = 8;

    private ConnectionDemand() {
    }

    /** Says so when the database has fewer. */
    static void check(Dialect dialect, DataSource database, int places) {
        int needed = FOR_EACH_PLACE * places + FOR_THE_CONSOLE;
        try (Connection connection = database.getConnection()) {
            OptionalInt limit = dialect.connectionLimit(connection);
            if (limit.isPresent() && limit.getAsInt() < needed) {
                LOG.log(Level.WARNING, "table jobs may need {0} connections and the database takes {1} from everybody; lower {2}, which is {3}, or raise the"
                        + " database''s limit", needed, limit.getAsInt(), Setting.JOBS_PARTITIONS.key(), places);
            }
        } catch (SQLException failed) {
            throw DatabaseErrors.of(dialect, failed);
        }
    }
}

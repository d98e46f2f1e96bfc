package org.groundstation.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.batch.database.Dialect;

/** Brings the server's tables to the newest version. They live next to the user's tables and all begin with {@code gs_}. */
public final class CatalogSchema {
    private CatalogSchema() {
    }

    /**
     * Runs the migrations that are missing. A server that was killed in the middle of one leaves nothing that the next start does not
     * repair: where the database commits each statement of a script, all of them can be repeated.
     *
     * @throws GroundstationException 5xxx when the database cannot be reached, is unknown or refuses a migration
     */
    public static void migrate(DataSource database) {
        try {
            Flyway flyway = configuration(database).load();
            if (Arrays.stream(flyway.info().all()).anyMatch(script -> script.getState().isFailed())) {
                flyway.repair();
            }
            flyway.migrate();
        } catch (FlywayException failed) {
            throw new GroundstationException(ErrorCode.DATABASE_REFUSED, failed, failed.getMessage());
        }
    }

    static FluentConfiguration configuration(DataSource database) {
        Dialect.Migrations migrations = migrations(database);
        return Flyway.configure(CatalogSchema.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:" + migrations.folder())
                .table("gs_schema_history")
                .placeholders(migrations.placeholders())
                // A script that became repeatable is another text, and does the same.
                .validateOnMigrate(false)
                // The database is the user's: a schema that already holds tables is the normal case.
                .baselineOnMigrate(true).baselineVersion("0");
    }

    private static Dialect.Migrations migrations(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return Dialect.of(connection.getMetaData().getURL()).migrations();
        } catch (SQLException unreachable) {
            throw new GroundstationException(ErrorCode.DATABASE_UNAVAILABLE, unreachable, unreachable.getMessage());
        }
    }
}

package org.groundstation.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.batch.database.Dialect;

/** Brings the server's tables to the newest version. They live next to the user's tables and all begin with {@code gs_}. */
public final class CatalogSchema {
    private CatalogSchema() {
    }

    /**
     * Runs the migrations that are missing.
     *
     * @throws GroundstationException 5xxx when the database cannot be reached, is unknown or refuses a migration
     */
    public static void migrate(DataSource database) {
        Dialect.Migrations migrations = migrations(database);
        try {
            Flyway.configure(CatalogSchema.class.getClassLoader())
                    .dataSource(database)
                    .locations("classpath:" + migrations.folder())
                    .table("gs_schema_history")
                    .placeholders(migrations.placeholders())
                    // The database is the user's: a schema that already holds tables is the normal case.
                    .baselineOnMigrate(true).baselineVersion("0")
                    .load().migrate();
        } catch (FlywayException failed) {
            throw new GroundstationException(ErrorCode.DATABASE_REFUSED, failed, failed.getMessage());
        }
    }

    private static Dialect.Migrations migrations(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return Dialect.of(connection.getMetaData().getURL()).migrations();
        } catch (SQLException unreachable) {
            throw new GroundstationException(ErrorCode.DATABASE_UNAVAILABLE, unreachable, unreachable.getMessage());
        }
    }
}

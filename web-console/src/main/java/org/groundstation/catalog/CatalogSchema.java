package org.groundstation.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;

/** Brings the server's tables to the newest version. They live next to the user's tables and all begin with {@code gs_}. */
public final class CatalogSchema {
    /** One folder serves those that differ in the names of types only. */
    private record Script(String folder, Map<String, String> placeholders) {
    }

    private static final Map<String, Script> SCRIPTS = Map.of(
            "PostgreSQL", new Script("db/migration", Map.of("text", "text", "blob", "bytea")),
            "H2", new Script("db/migration", Map.of("text", "varchar", "blob", "blob")),
            "MariaDB", new Script("db/mariadb", Map.of()));

    private CatalogSchema() {
    }

    /**
     * Runs the migrations that are missing.
     *
     * @throws GroundstationException 5xxx when the database cannot be reached, is unknown or refuses a migration
     */
    public static void migrate(DataSource database) {
        Script script = script(database);
        try {
            Flyway.configure(CatalogSchema.class.getClassLoader())
                    .dataSource(database)
                    .locations("classpath:" + script.folder())
                    .table("gs_schema_history")
                    .placeholders(script.placeholders())
                    // The database is the user's: a schema that already holds tables is the normal case.
                    .baselineOnMigrate(true).baselineVersion("0")
                    .load().migrate();
        } catch (FlywayException failed) {
            throw new GroundstationException(ErrorCode.DATABASE_REFUSED, failed, failed.getMessage());
        }
    }

    private static Script script(DataSource database) {
        try (Connection connection = database.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            Script found = SCRIPTS.get(product);
            if (found == null) {
                throw new GroundstationException(ErrorCode.DATABASE_UNSUPPORTED, connection.getMetaData().getURL());
            }
            return found;
        } catch (SQLException unreachable) {
            throw new GroundstationException(ErrorCode.DATABASE_UNAVAILABLE, unreachable, unreachable.getMessage());
        }
    }
}

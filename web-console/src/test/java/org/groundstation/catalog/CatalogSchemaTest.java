package org.groundstation.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.groundstation.batch.database.TestDatabase;
import org.groundstation.batch.database.WriterDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Migrations of a server that is killed at their statements, of an empty database and of one with jobs of an older server. Every seventh of them,
 * beginning at random, or each with {@code -Dgroundstation.test.migration.step=1}.
 */
class CatalogSchemaTest {
    private static final int STEP = Integer.getInteger("groundstation.test.migration.step", 7);
    private static final int FIRST = 1 + Math.floorMod(Long.getLong("groundstation.test.seed", System.nanoTime()), STEP);

    private TestDatabase database;

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void isCompleteAfterAKillAtAnyStatement(TestDatabase.Kind kind) {
        boolean killed = true;
        for (int statement = FIRST; killed; statement += STEP) {
            emptied(kind);
            killed = migrateUntilKilled(statement);
            CatalogSchema.migrate(WriterDataSource.forMigrations());
            database.execute("insert into gs_job_definition values ('x', 'late', 1, '{}', current_timestamp)",
                    "insert into gs_job_run (definition_id, state, epoch, restarts, started_at) values ('x', 'RUNNING', 1, 0, current_timestamp)",
                    "insert into gs_ledger_partition (run_id, number, rows_total, rows_read, rows_written) values (1, 0, 1, 1, 1)");
            assertThat(database.value("select id from gs_job_run")).as("statement %d", statement).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void keepsTheJobsOfAnOlderServerAfterAKillAtAnyStatement(TestDatabase.Kind kind) {
        boolean killed = true;
        for (int statement = FIRST; killed; statement += STEP) {
            emptied(kind);
            CatalogSchema.configuration(WriterDataSource.forMigrations()).target("4").load().migrate();
            database.execute("insert into gs_table_job (name, definition, state, owner, epoch, restarts, started_at)"
                    + " values ('late', '{\"a\": 1}', 'COMPLETED', 'folder', 1, 0, current_timestamp)",
                    "insert into gs_table_job (name, definition, state, owner, epoch, restarts, started_at)"
                            + " values ('late', '{\"a\": 2}', 'RUNNING', 'folder', 3, 2, current_timestamp)",
                    "insert into gs_table_job_partition values (2, 0, null, '500', '123', 500, 120, 120)",
                    "insert into gs_table_job_partition values (2, 1, '500', null, null, 500, 0, 0)");
            killed = migrateUntilKilled(statement);
            CatalogSchema.migrate(WriterDataSource.forMigrations());
            String which = "statement " + statement;
            assertThat(database.value("select count(*) from gs_job_run")).as(which).isEqualTo("2");
            assertThat(database.value("select d.content from gs_job_run r join gs_job_definition d on d.id = r.definition_id where r.id = 2")).as(which)
                    .isEqualTo("{\"a\": 2}");
            assertThat(database.value("select version from gs_job_definition where content = '{\"a\": 2}'")).as(which).isEqualTo("2");
            assertThat(database.value("select epoch from gs_ledger_run where run_id = 2")).as(which).isEqualTo("3");
            assertThat(database.value("select last_key from gs_ledger_partition where run_id = 2 and number = 0")).as(which).isEqualTo("123");
            assertThat(database.value("select sum(rows_written) from gs_ledger_partition")).as(which).isEqualTo("120");
            database.execute("insert into gs_job_run (definition_id, state, epoch, restarts, started_at) values ('x', 'RUNNING', 1, 0, current_timestamp)");
            assertThat(database.value("select max(id) from gs_job_run")).as(which).isEqualTo("3");
        }
    }

    /** PostgreSQL takes long to make a database, and little to make a schema. */
    private void emptied(TestDatabase.Kind kind) {
        if (database != null && kind == TestDatabase.Kind.POSTGRES) {
            database.execute("drop schema public cascade", "create schema public");
            return;
        }
        close();
        database = TestDatabase.empty(kind);
    }

    private static boolean migrateUntilKilled(int statement) {
        KilledDataSource source = new KilledDataSource(WriterDataSource.forMigrations(), statement);
        try {
            CatalogSchema.migrate(source);
        } catch (RuntimeException killed) {
            assertThat(source.wasKilled()).as("it failed by itself: %s", killed).isTrue();
        }
        return source.wasKilled();
    }
}

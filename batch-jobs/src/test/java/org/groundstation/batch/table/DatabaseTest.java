package org.groundstation.batch.table;

import org.groundstation.batch.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;

/** Tests that open an empty database of a kind, and skip where there is none. */
abstract class DatabaseTest {
    TestDatabase database;

    /** Closes the one that is open. */
    void open(TestDatabase.Kind kind) {
        close();
        database = null; // the next may not be there
        database = TestDatabase.open(kind);
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }
}

package org.groundstation.batch.rows;

import java.sql.Connection;
import java.sql.SQLException;

/** One state of the data that several connections read. Thread-safe. */
public interface Snapshot extends AutoCloseable {
    /** What databases offer that cannot share a state between connections: each query sees its own. */
    Snapshot NONE = new Snapshot() {
        @Override
        public void join(Connection reader) {
            // each query sees the state of its own start
        }

        @Override
        public void close() {
            // nothing is held
        }
    };

    /**
     * Lets a connection see this state until the end of its transaction.
     *
     * @param reader not in autocommit mode, without a statement before
     */
    void join(Connection reader) throws SQLException;

    /** Gives the state up; those who have joined keep it. Never throws. */
    @Override
    void close();
}

package org.groundstation.batch.database;

/** Connections to the same database for long forward-only queries, outside any transaction of the writers. Thread-safe. */
public class StationReaderDataSource extends StationDataSource {
    /** Reads the settings at each connection. */
    public StationReaderDataSource() {
        super(Dialect.Use.READ);
    }
}

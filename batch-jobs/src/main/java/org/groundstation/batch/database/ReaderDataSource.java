package org.groundstation.batch.database;

/** Connections to the same database for long forward-only queries, outside any transaction of the writers. Thread-safe. */
public class ReaderDataSource extends WriterDataSource {
    /** Reads the settings at each connection. */
    public ReaderDataSource() {
        super(Dialect.Use.READ);
    }
}

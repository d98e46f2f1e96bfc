package org.groundstation.bench.exchange;

import org.apache.arrow.vector.VectorSchemaRoot;

/** A way to a Python process that sends each batch back. One thread sends, another receives. */
interface EchoPath extends AutoCloseable {
    /** Sends the one batch that this path was made for; the caller keeps it. */
    void send(VectorSchemaRoot batch) throws Exception;

    /** Waits for the next batch, looks at it and frees it. @return its rows */
    int receive() throws Exception;
}

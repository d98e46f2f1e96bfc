package org.groundstation.batch.table;

import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The item of a table job: a batch with its results. Owned by the score step, valid until its next item.
 *
 * @param source the batch that was scored
 * @param results one row for each source row, columns of the result schema
 */
record ScoredBatch(SourceBatch source, VectorSchemaRoot results) implements AutoCloseable {
    @Override
    public void close() {
        source.close();
        results.close();
    }
}

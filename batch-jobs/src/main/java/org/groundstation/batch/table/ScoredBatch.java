package org.groundstation.batch.table;

import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A batch with its results.
 *
 * @param source the batch that was scored
 * @param results one row for each source row, columns of the result schema; owned by the score step, valid until its
 *        next batch
 */
record ScoredBatch(SourceBatch source, VectorSchemaRoot results) {
}

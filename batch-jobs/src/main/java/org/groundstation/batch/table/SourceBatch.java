package org.groundstation.batch.table;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The item of a table job: one record batch in key order.
 *
 * @param rows owned by the scan, valid until its next read
 * @param keys the key column among the rows
 * @param after the stored progress that the batch follows: the last key before it, or null at the partition's start
 * @param last the last key of the batch
 */
record SourceBatch(VectorSchemaRoot rows, FieldVector keys, String after, String last) {
}

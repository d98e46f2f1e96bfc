package org.groundstation.batch.table;

import org.apache.arrow.vector.FieldVector;

/**
 * One record batch on its way through a satellite: what is needed of it to check and to store its results.
 *
 * @param keys the key column, owned by this batch
 * @param after the stored progress that the batch follows: the last key before it, or null at the partition's start
 * @param last the last key of the batch
 */
record SourceBatch(FieldVector keys, String after, String last) implements AutoCloseable {
    int rowCount() {
        return keys.getValueCount();
    }

    @Override
    public void close() {
        keys.close();
    }
}

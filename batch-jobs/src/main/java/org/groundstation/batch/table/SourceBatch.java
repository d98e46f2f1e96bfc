package org.groundstation.batch.table;

import java.util.List;
import org.apache.arrow.vector.FieldVector;

/**
 * One record batch on its way through a satellite: what is needed of it to check and to store its results.
 *
 * @param keys the key columns, owned by this batch
 * @param after the stored progress that the batch follows: the last key before it, or null at the partition's start
 * @param last the last key of the batch
 */
record SourceBatch(List<FieldVector> keys, String after, String last) implements AutoCloseable {
    int rowCount() {
        return keys.get(0).getValueCount();
    }

    @Override
    public void close() {
        keys.forEach(FieldVector::close);
    }
}

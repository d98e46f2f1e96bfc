package org.groundstation.api.columnar;

import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** Presents one batch, owned by the caller, as a reader. Closing it leaves the batch alone. */
public final class SingleBatchReader extends ArrowReader {
    private final VectorSchemaRoot batch;
    private boolean given;

    public SingleBatchReader(VectorSchemaRoot batch, BufferAllocator allocator) {
        super(allocator);
        this.batch = batch;
    }

    @Override
    public VectorSchemaRoot getVectorSchemaRoot() {
        return batch;
    }

    /** A batch has the indices of its dictionaries alone. */
    @Override
    public Map<Long, Dictionary> getDictionaryVectors() {
        return Map.of();
    }

    @Override
    public boolean loadNextBatch() {
        boolean first = !given;
        given = true;
        return first;
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    public void close() {
        // the batch belongs to the caller
    }

    @Override
    protected void closeReadSource() {
        // nothing behind it
    }

    @Override
    protected Schema readSchema() {
        return batch.getSchema();
    }
}

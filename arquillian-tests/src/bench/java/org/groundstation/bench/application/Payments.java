package org.groundstation.bench.application;

import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ResultSchema;

/** Batches with the 12 columns of the job's source table. */
public final class Payments {
    /** The columns, as SQL writes them. */
    public static final String COLUMNS = "id bigint not null, made_at timestamp not null, merchant varchar not null, "
            + "hour integer not null, weekday integer not null, items integer not null, age_days integer not null, amount double not null, "
            + "distance double not null, average double not null, pace double not null, balance double not null";

    private Payments() {
    }

    /** A batch of any number of rows. The caller closes it. */
    public static VectorSchemaRoot batch(BufferAllocator allocator, int rows) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(ResultSchema.parse(COLUMNS).arrowSchema(), allocator);
        for (int row = 0; row < rows; row++) {
            ((BigIntVector) batch.getVector(0)).setSafe(row, row);
            ((TimeStampMicroVector) batch.getVector(1)).setSafe(row, 1_767_225_600_000_000L + row * 1_000_000L);
            ((VarCharVector) batch.getVector(2)).setSafe(row, String.format("merchant-%07d", row).getBytes(StandardCharsets.UTF_8));
            for (int column = 3; column < 7; column++) {
                ((IntVector) batch.getVector(column)).setSafe(row, (row * column) % 24);
            }
            for (int column = 7; column < 12; column++) {
                ((Float8Vector) batch.getVector(column)).setSafe(row, row / (double) column);
            }
        }
        batch.setRowCount(rows);
        return batch;
    }
}

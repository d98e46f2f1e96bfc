package org.groundstation.bench.exchange;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.groundstation.api.ScriptSession;
import org.groundstation.bench.Sample;

/** Sends batches through an {@link EchoPath} and takes the time. */
final class Echo {
    private static final int BATCHES = 200;

    private Echo() {
    }

    /** One batch after the other. @return GB of batches that made the round trip per second */
    static double throughput(EchoPath path, VectorSchemaRoot batch) throws Exception {
        long started = System.nanoTime();
        for (int i = 0; i < BATCHES; i++) {
            path.send(batch);
            check(path.receive(), batch);
        }
        return gigabytes(batch) * BATCHES / seconds(started);
    }

    /** With the next batch on its way while one is waited for, sent by another thread. @return as {@link #throughput} */
    static double throughputAhead(EchoPath path, VectorSchemaRoot batch) throws Exception {
        Semaphore room = new Semaphore(ScriptSession.AHEAD);
        Semaphore sent = new Semaphore(0);
        long started = System.nanoTime();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < BATCHES; i++) {
                    room.acquire();
                    path.send(batch);
                    sent.release();
                }
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }).whenComplete((done, failed) -> sent.release());
        for (int i = 0; i < BATCHES; i++) {
            sent.acquire();
            if (sending.isCompletedExceptionally()) {
                break;
            }
            check(path.receive(), batch);
            room.release();
        }
        sending.join();
        return gigabytes(batch) * BATCHES / seconds(started);
    }

    /** One batch after the other. @return milliseconds of each round trip */
    static Sample latency(EchoPath path, VectorSchemaRoot batch, int calls) throws Exception {
        double[] millis = new double[calls];
        for (int i = 0; i < calls; i++) {
            long started = System.nanoTime();
            path.send(batch);
            check(path.receive(), batch);
            millis[i] = seconds(started) * 1e3;
        }
        return new Sample(millis);
    }

    /** Copies as many bytes as a batch has from one buffer to another. @return GB per second */
    static double memcpy(BufferAllocator allocator, VectorSchemaRoot batch) {
        long size = bytes(batch);
        try (ArrowBuf from = allocator.buffer(size); ArrowBuf to = allocator.buffer(size)) {
            from.setZero(0, size);
            long started = System.nanoTime();
            for (int i = 0; i < BATCHES; i++) {
                to.setBytes(0, from, 0, size);
            }
            return gigabytes(batch) * BATCHES / seconds(started);
        }
    }

    /** Bytes of data in a batch. */
    static long bytes(VectorSchemaRoot batch) {
        return batch.getFieldVectors().stream().mapToLong(vector -> vector.getBufferSize()).sum();
    }

    private static void check(int rows, VectorSchemaRoot batch) {
        if (rows != batch.getRowCount()) {
            throw new IllegalStateException(rows + " rows came back of " + batch.getRowCount());
        }
    }

    private static double gigabytes(VectorSchemaRoot batch) {
        return bytes(batch) / 1e9;
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}

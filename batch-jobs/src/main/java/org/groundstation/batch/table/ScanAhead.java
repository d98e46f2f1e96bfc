package org.groundstation.batch.table;

import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.TransferPair;
import org.groundstation.api.ScriptSession;
import org.groundstation.api.columnar.Values;
import org.groundstation.batch.rows.BatchSource;

/**
 * Reads the rows of one partition and sends them to its satellite, on a thread of its own: while a batch is written, the
 * next one is scored and the one after it is read. It stays at most {@link ScriptSession#AHEAD} batches ahead.
 *
 * <p>One thread runs it; another one takes the batches in their order and tells when each has been answered.
 */
final class ScanAhead implements Runnable {
    /** What comes after the last batch: nothing, or the reason why there are no more. */
    private record End(Exception failure) {
    }

    private final BatchSource rows;
    private final ScriptSession session;
    private final BufferAllocator allocator;
    private final KeyCodec codec;
    private final FieldVector key;
    private final Semaphore room = new Semaphore(ScriptSession.AHEAD);
    private final BlockingQueue<Object> sent = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;
    private String last;

    /**
     * @param rows holds the first batch already
     * @param after the stored progress that the first batch follows
     */
    ScanAhead(BatchSource rows, String keyName, KeyCodec codec, String after, ScriptSession session, BufferAllocator allocator) {
        this.rows = rows;
        this.key = key(rows.batch(), keyName);
        this.codec = codec;
        this.last = after;
        this.session = session;
        this.allocator = allocator;
    }

    /** The key column of a batch. */
    static FieldVector key(VectorSchemaRoot batch, String name) {
        return batch.getFieldVectors().stream().filter(vector -> vector.getName().equalsIgnoreCase(name)).findFirst().orElseThrow();
    }

    @Override
    public void run() {
        try {
            do {
                room.acquireUninterruptibly();
                if (stopped) {
                    return;
                }
                session.send(rows.batch());
                sent.add(taken());
            } while (!stopped && rows.read() > 0);
            sent.add(new End(null));
        } catch (SQLException | RuntimeException failed) {
            sent.add(new End(failed));
        } finally {
            ended.countDown();
        }
    }

    /**
     * Waits for the next batch that was sent.
     *
     * @return null after the last one
     */
    SourceBatch next() throws SQLException {
        Object next = take();
        if (next instanceof SourceBatch batch) {
            return batch;
        }
        sent.add(next); // for whoever asks again
        Exception failure = ((End) next).failure();
        if (failure instanceof SQLException refused) {
            throw refused;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
        return null;
    }

    /** The output of a batch has been received. */
    void answered() {
        room.release();
    }

    /** Ends it wherever it is; the session must have been closed before, and no batch is sent or kept afterwards. */
    void stop() throws SQLException {
        stopped = true;
        room.release();
        if (ended.getCount() > 0) {
            rows.cancel();
        }
        awaitEnd();
        for (Object left = sent.poll(); left != null; left = sent.poll()) {
            if (left instanceof SourceBatch batch) {
                batch.close();
            }
        }
    }

    /** The key of the batch that was just sent; the scan reads on into fresh memory. */
    private SourceBatch taken() {
        TransferPair transfer = key.getTransferPair(allocator);
        transfer.transfer();
        FieldVector keys = (FieldVector) transfer.getTo();
        String after = last;
        last = codec.encode(Values.get(keys, keys.getValueCount() - 1));
        return new SourceBatch(keys, after, last);
    }

    private Object take() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return sent.take();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.groundstation.batch.table;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.util.TransferPair;
import org.groundstation.api.ScriptSession;
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
    private final KeyTuple codec;
    private final List<FieldVector> key;
    private final Semaphore room = new Semaphore(ScriptSession.AHEAD);
    private final BlockingQueue<Object> sent = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;
    private String last;
    private long rowsBefore;

    /**
     * @param rows holds the first batch already
     * @param after the stored progress that the first batch follows
     */
    ScanAhead(BatchSource rows, List<String> keyNames, KeyTuple codec, String after, ScriptSession session, BufferAllocator allocator) {
        this.rows = rows;
        this.key = KeyVectors.in(rows.batch(), keyNames);
        this.codec = codec;
        this.last = after;
        this.session = session;
        this.allocator = allocator;
    }

    @Override
    public void run() {
        try {
            do {
                room.acquireUninterruptibly();
                if (stopped) {
                    return;
                }
                KeyVectors.requireKeys(key, rowsBefore);
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

    /** The keys of the batch that was just sent; the scan reads on into fresh memory. */
    private SourceBatch taken() {
        List<FieldVector> keys = key.stream().map(this::moved).toList();
        int count = keys.get(0).getValueCount();
        String after = last;
        last = codec.encode(KeyVectors.get(keys, count - 1));
        rowsBefore += count;
        return new SourceBatch(keys, after, last);
    }

    private FieldVector moved(FieldVector column) {
        TransferPair transfer = column.getTransferPair(allocator);
        transfer.transfer();
        return (FieldVector) transfer.getTo();
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

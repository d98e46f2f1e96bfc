package org.groundstation.batch.table;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.util.TransferPair;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptSession;
import org.groundstation.batch.rows.BatchSource;

/**
 * Reads the rows of one partition and sends them to its satellite, on a thread of its own: while a batch is written, the
 * next one is scored and the one after it is read. It stays at most {@link ScriptSession#AHEAD} batches ahead.
 *
 * <p>One thread runs it; another one takes the batches in their order and tells when each has been answered.
 */
final class ScanAhead implements Runnable {
    /** How long a read that was cancelled may take to notice; then the same once more, after its connection was cut. */
    private static final Duration NOTICE = Duration.ofSeconds(2);

    /** What comes after the last batch: nothing, or the reason why there are no more. */
    private record End(Throwable failure) {
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
    private Runnable atLast;
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

    /** Whatever ends it comes out of {@link #next}: somebody waits there. */
    @Override
    public void run() {
        try {
            do {
                room.acquireUninterruptibly(); // stop makes room
                if (stopped) {
                    return;
                }
                KeyVectors.requireKeys(key, rowsBefore);
                session.send(rows.batch());
                sent.add(taken());
            } while (!stopped && rows.read() > 0);
            sent.add(new End(null));
        } catch (Throwable failed) {
            sent.add(new End(failed));
        } finally {
            finish();
        }
    }

    /** There is no thread that could run it. */
    void refused(RuntimeException why) {
        sent.add(new End(why));
        finish();
    }

    /**
     * Waits for the next batch that was sent.
     *
     * @return null after the last one
     * @throws GroundstationException {@link ErrorCode#INTERNAL} for an error of the virtual machine, which JBeret would not notice
     */
    SourceBatch next() throws SQLException {
        Object next = take();
        if (next instanceof SourceBatch batch) {
            return batch;
        }
        sent.add(next); // for whoever asks again
        Throwable failure = ((End) next).failure();
        if (failure instanceof SQLException refused) {
            throw refused;
        }
        if (failure instanceof RuntimeException known) {
            throw known;
        }
        if (failure != null) {
            throw new GroundstationException(ErrorCode.INTERNAL, failure, failure);
        }
        return null;
    }

    /** The output of a batch has been received. */
    void answered() {
        room.release();
    }

    /**
     * Ends it wherever it is, within a few seconds; the session must have been closed before, and no batch is sent or kept afterwards.
     *
     * @param cut ends the connection that is read from, when a cancelled read does not end
     * @param then what may only happen when the thread is through with the rows, as it writes to their memory: now, or when it ends
     */
    void stop(Runnable cut, Runnable then) {
        stopped = true;
        room.release();
        try {
            if (ended.getCount() > 0) {
                rows.cancel();
            }
        } catch (SQLException | RuntimeException refused) {
            cut.run();
        }
        if (!awaitEnd()) {
            cut.run();
            awaitEnd();
        }
        if (!isLeftTo(then)) {
            for (Object left = sent.poll(); left != null; left = sent.poll()) {
                if (left instanceof SourceBatch batch) {
                    batch.close();
                }
            }
            then.run();
        }
    }

    /** Leaves the rest to the thread that still runs. @return false when it has ended */
    private synchronized boolean isLeftTo(Runnable then) {
        if (ended.getCount() == 0) {
            return false;
        }
        atLast = () -> {
            sent.stream().filter(SourceBatch.class::isInstance).forEach(batch -> ((SourceBatch) batch).close());
            then.run();
        };
        return true;
    }

    private void finish() {
        Runnable left;
        synchronized (this) {
            ended.countDown();
            left = atLast;
        }
        if (left != null) {
            left.run();
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

    /** Ends with the thread that runs, which ends with its connection and its satellite. */
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

    private boolean awaitEnd() {
        boolean interrupted = Thread.interrupted();
        long end = System.nanoTime() + NOTICE.toNanos();
        try {
            while (true) {
                try {
                    return ended.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
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
}

package org.groundstation.batch.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Lets a number of tasks run at once; the others wait in the order of their coming, and hold nothing meanwhile. Thread-safe. */
final class Places {
    private record Waiting(ExecutionScope scope, Runnable task) {
    }

    private final int number;
    private final Executor threads;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int taken;

    Places(int number, Executor threads) {
        this.number = number;
        this.threads = threads;
    }

    /**
     * Runs a task now or when a place is free.
     *
     * @param task never throws
     */
    void run(ExecutionScope scope, Runnable task) {
        synchronized (this) {
            if (taken == number) {
                waiting.add(new Waiting(scope, task));
                scope.waits(1);
                return;
            }
            taken++;
        }
        start(task);
    }

    /** Lets all that wait of an execution run now, without a place: it is to stop, and they will do nothing but end. */
    void hurry(ExecutionScope scope) {
        List<Runnable> hurried = new ArrayList<>();
        synchronized (this) {
            for (Iterator<Waiting> all = waiting.iterator(); all.hasNext();) {
                Waiting next = all.next();
                if (next.scope() == scope) {
                    all.remove();
                    hurried.add(next.task());
                }
            }
        }
        hurried.forEach(task -> {
            scope.waits(-1);
            threads.execute(task);
        });
    }

    private void start(Runnable task) {
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    leave();
                }
            });
        } catch (RuntimeException refused) {
            leave();
            throw refused;
        }
    }

    private void leave() {
        Waiting next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                taken--;
                return;
            }
        }
        next.scope().waits(-1);
        start(next.task());
    }
}

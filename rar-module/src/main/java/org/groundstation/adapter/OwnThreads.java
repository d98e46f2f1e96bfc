package org.groundstation.adapter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.launchpad.host.Threads;

/**
 * Threads of the adapter's own. The loops wait for as long as the adapter runs: on a server's work manager some servers wait for them
 * before they stop the adapter. One thread starts all others, because a thread inherits from the one that starts it, and that can be
 * an application's. Thread-safe.
 */
final class OwnThreads implements Threads, AutoCloseable {
    private final ExecutorService starter = Executors.newSingleThreadExecutor(loop -> thread("groundstation-threads", loop));

    /** @throws GroundstationException {@link ErrorCode#LAUNCH_FAILED} when the system has no thread left, {@link ErrorCode#LAUNCHPAD_STOPPED} */
    @Override
    public void start(String name, Runnable loop) {
        try {
            CompletableFuture.runAsync(() -> thread(name, loop).start(), starter).join();
        } catch (CompletionException refused) {
            throw new GroundstationException(ErrorCode.LAUNCH_FAILED, refused.getCause(), "no thread for " + name + ": " + refused.getCause());
        } catch (RejectedExecutionException closed) {
            throw new GroundstationException(ErrorCode.LAUNCHPAD_STOPPED, closed);
        }
    }

    /** Starts no more; loops end when what they wait for is closed. */
    @Override
    public void close() {
        starter.shutdown();
    }

    private static Thread thread(String name, Runnable loop) {
        Thread thread = new Thread(null, loop, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(OwnThreads.class.getClassLoader());
        return thread;
    }
}

package org.groundstation.launchpad.host;


/** Where the Launchpad's waiting loops run: the container's WorkManager, or plain threads in tests. */
@FunctionalInterface
public interface Threads {
    /**
     * Runs a loop on a thread of its own and returns when it has begun.
     *
     * @param name what it waits for, for thread dumps
     */
    void start(String name, Runnable loop);
}

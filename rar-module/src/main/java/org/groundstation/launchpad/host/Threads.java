package org.groundstation.launchpad.host;

/** Where the {@link Launchpad}'s waiting loops run. */
@FunctionalInterface
public interface Threads {
    /**
     * Runs a loop on a thread of its own and returns when it has begun.
     *
     * @param name what it waits for, for thread dumps
     */
    void start(String name, Runnable loop);
}

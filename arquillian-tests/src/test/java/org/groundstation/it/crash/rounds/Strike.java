package org.groundstation.it.crash.rounds;

/** The beginning of a trouble. */
@FunctionalInterface
interface Strike {
    /** Called at the moment, while the server may be held there. @return how the trouble goes on and is fixed, afterwards */
    Remedy at(Arena arena) throws Exception;

    /** What comes after the server was let go. */
    @FunctionalInterface
    interface Remedy {
        Remedy NOTHING = () -> {};

        void run() throws Exception;
    }
}

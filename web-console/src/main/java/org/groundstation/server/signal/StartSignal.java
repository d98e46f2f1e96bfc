package org.groundstation.server.signal;

import java.util.Optional;

/**
 * How the console application and the launcher of the process tell each other how the start goes. They run in class
 * loaders that share no class of ours, so the words travel as system properties.
 */
public final class StartSignal {
    private static final String APPLICATION = "groundstation.start.application";
    private static final String FAILURE = "groundstation.start.failure";
    private static final String REACHABLE = "groundstation.start.reachable";

    private StartSignal() {
    }

    /** The application has its schema, its administrator and its batch server. */
    public static void applicationStarted() {
        System.setProperty(APPLICATION, "true");
    }

    /** Whether {@link #applicationStarted()} was called. */
    public static boolean isApplicationStarted() {
        return Boolean.getBoolean(APPLICATION);
    }

    /** The application cannot start. @param line code, message and remedy */
    public static void applicationFailed(String line) {
        System.setProperty(FAILURE, line);
    }

    /** Why the application cannot start, if it said so. */
    public static Optional<String> failure() {
        return Optional.ofNullable(System.getProperty(FAILURE));
    }

    /** Everything is deployed and requests are answered. */
    public static void reachable() {
        System.setProperty(REACHABLE, "true");
    }

    /** Whether {@link #reachable()} was called. */
    public static boolean isReachable() {
        return Boolean.getBoolean(REACHABLE);
    }
}

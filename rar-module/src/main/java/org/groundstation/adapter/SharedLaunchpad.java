package org.groundstation.adapter;

/**
 * The one Launchpad of a server, while somebody uses it. Some servers make one adapter for all pools and some make one for each,
 * but worker accounts, resource pools and network grants are the server's. Thread-safe.
 */
final class SharedLaunchpad {
    private static LaunchpadService current;
    private static int users;

    private SharedLaunchpad() {
    }

    /** The Launchpad, which the first user starts. */
    static synchronized LaunchpadService enter() {
        if (current == null) {
            current = new LaunchpadService();
        }
        users++;
        return current;
    }

    /** The last user closes it. One that was never shared is closed at once. */
    static synchronized void leave(LaunchpadService service) {
        if (service != current) {
            service.close();
        } else if (--users == 0) {
            current = null;
            service.close();
        }
    }
}

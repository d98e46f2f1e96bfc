package org.groundstation.it.crash.rounds;

import java.time.Duration;

/** Trouble between the owner and its database. The other server's connections are well. */
final class NetworkStrikes {
    private NetworkStrikes() {
    }

    static Strike.Remedy cut(Arena arena) {
        arena.owner().proxy().cut();
        return () -> {
            for (int more = arena.random().nextInt(4); more > 0; more--) {
                arena.pause(20, 700);
                arena.owner().proxy().cut();
            }
        };
    }

    static Strike.Remedy refuse(Arena arena) {
        arena.owner().proxy().refuse();
        return () -> {
            arena.pause(500, 5_000);
            arena.owner().proxy().heal();
        };
    }

    static Strike.Remedy delay(Arena arena) {
        arena.owner().proxy().delay(Duration.ofMillis(5 + arena.random().nextInt(60)));
        return () -> {
            arena.pause(2_000, 6_000);
            arena.owner().proxy().heal();
        };
    }

    static Strike.Remedy swallowOpen(Arena arena) {
        arena.owner().proxy().swallowOpen();
        return Strike.Remedy.NOTHING;
    }

    static Strike.Remedy swallowAll(Arena arena) {
        arena.owner().proxy().swallow();
        return () -> {
            arena.pause(4_000, 18_000);
            arena.owner().proxy().heal();
            arena.owner().proxy().swallowOpen(); // what stayed open is dead for good
        };
    }
}

package org.groundstation.console.security;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: after {@value #FREE_FAILURES} failures in a row from one address for one name, every further one doubles
 * the time in which no password is looked at, from 1 s to 60 s. Thread-safe.
 */
@ApplicationScoped
public class LoginThrottle {
    static final int FREE_FAILURES = 5;
    private static final int LONGEST_EXPONENT = 6;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int REMEMBERED = 10_000;

    private record Failures(int count, Instant blockedUntil) {
    }

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    public LoginThrottle() {
        this(Clock.systemUTC());
    }

    LoginThrottle(Clock clock) {
        this.clock = clock;
    }

    /** How long this caller has to wait before a password is looked at; zero means go ahead. */
    public synchronized Duration remainingWait(String name, String address) {
        Failures known = failures.get(key(name, address));
        if (known == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), known.blockedUntil());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Counts a wrong password. */
    public synchronized void failed(String name, String address) {
        String key = key(name, address);
        Failures known = failures.remove(key);
        int count = known == null ? 1 : known.count() + 1;
        failures.put(key, new Failures(count, clock.instant().plus(waitAfter(count))));
    }

    /** Forgets the failures of a caller who knew the password. */
    public synchronized void succeeded(String name, String address) {
        failures.remove(key(name, address));
    }

    private static Duration waitAfter(int count) {
        if (count < FREE_FAILURES) {
            return Duration.ZERO;
        }
        Duration wait = Duration.ofSeconds(1L << Math.min(count - FREE_FAILURES, LONGEST_EXPONENT));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static String key(String name, String address) {
        return address + '\n' + name;
    }
}

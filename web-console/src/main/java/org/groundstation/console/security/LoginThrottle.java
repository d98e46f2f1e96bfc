package org.groundstation.console.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Slows down guessing: after {@value #FREE_FAILURES} failures in a row from one address for one name, every further one doubles
 * the time in which no password is looked at, from 1 s to 60 s. Whoever is silent for a day is forgotten. Remembers some 18,000 callers, fewer
 * with long names; how many it takes to be forgotten among them costs more hashes than the waits. Thread-safe.
 */
@ApplicationScoped
public class LoginThrottle {
    static final int FREE_FAILURES = 5;
    /** In characters of names and addresses, and as many for each caller as an entry takes beside them. */
    static final long LARGEST_WEIGHT = 2 << 20;
    private static final int ENTRY_WEIGHT = 100;
    private static final int LONGEST_EXPONENT = 6;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private record Caller(String name, String address) {
        private int weight() {
            return ENTRY_WEIGHT + name.length() + address.length();
        }
    }

    private record Failures(int count, Instant blockedUntil) {
    }

    private final Clock clock;
    private final Cache<Caller, Failures> failures;

    public LoginThrottle() {
        this(Clock.systemUTC());
    }

    LoginThrottle(Clock clock) {
        this.clock = clock;
        failures = Caffeine.newBuilder().maximumWeight(LARGEST_WEIGHT).weigher((Caller caller, Failures known) -> caller.weight())
                .expireAfterWrite(REMEMBERED).ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                // on the thread that fails to log in, which has just waited for a hash
                .executor(Runnable::run).build();
    }

    /** How long this caller has to wait before a password is looked at; zero means go ahead. */
    public Duration remainingWait(String name, String address) {
        Failures known = failures.getIfPresent(new Caller(name, address));
        if (known == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), known.blockedUntil());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Counts a wrong password. */
    public void failed(String name, String address) {
        failures.asMap().compute(new Caller(name, address), (caller, known) -> {
            int count = known == null ? 1 : known.count() + 1;
            return new Failures(count, clock.instant().plus(waitAfter(count)));
        });
    }

    /** Forgets the failures of a caller who knew the password. */
    public void succeeded(String name, String address) {
        failures.invalidate(new Caller(name, address));
    }

    /** What is remembered, at most {@link #LARGEST_WEIGHT}. */
    long weight() {
        return failures.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    private static Duration waitAfter(int count) {
        if (count < FREE_FAILURES) {
            return Duration.ZERO;
        }
        Duration wait = Duration.ofSeconds(1L << Math.min(count - FREE_FAILURES, LONGEST_EXPONENT));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}

package org.groundstation.launchpad.isolation;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.groundstation.api.admin.IsolationView;
import org.groundstation.launchpad.runtime.LaunchMode;
import org.groundstation.settings.OwnerOnly;
import org.groundstation.settings.Setting;

/**
 * The worker accounts that belong to this server until it ends: two servers with the same user ids would give one account
 * to two callers. Each id is a byte of a file that is locked, so ranges may overlap in any way, and the kernel unlocks it when the
 * process is gone, in whatever way. Immutable but for its end.
 */
public final class AccountRange implements AutoCloseable {
    /** In a folder that is not cleaned while the machine runs, and that only root can write, so nobody can lock ids away. */
    private static final Path FILE = Path.of("/run/groundstation/accounts.lock");
    /** From here on systemd gives ids to services. */
    private static final int END = 61_184;
    private static final long SETUID = 1 << 7;
    private static final int HEXADECIMAL = 16;

    /**
     * Closing any channel to a file gives up all locks of this process on it: each file has one, which stays open while there are locks. It
     * must not stay longer: the adapter that is deployed next has a channel of its own, and the collector would close this one.
     */
    private static final Map<Path, FileChannel> CHANNELS = new HashMap<>();
    private static final Set<FileLock> LOCKS = new HashSet<>();

    private final List<Integer> ids;
    private final String refusal;
    private final FileLock lock;

    private AccountRange(List<Integer> ids, String refusal, FileLock lock) {
        this.ids = ids;
        this.refusal = refusal;
        this.lock = lock;
    }

    /**
     * Takes the ids that the settings name. Other servers on this machine may have them: then the next ones of that number above, or
     * none if the settings say which.
     */
    public static AccountRange claim(Isolation wanted) {
        if (wanted.mode() == LaunchMode.SPAWN || wanted.policies().get("account").equals("off") || !maySwitchUsers()) {
            return new AccountRange(wanted.accounts(), "", null); // nobody will run as one of them
        }
        return claim(FILE, wanted.accounts(), wanted.accountsFixed());
    }

    static AccountRange claim(Path file, List<Integer> ids, boolean fixed) {
        int size = ids.size();
        int wanted = ids.get(0);
        int last = fixed ? wanted : Math.max(wanted, END - size);
        try {
            for (int first = wanted; first <= last; first += size) {
                FileLock lock = tryLock(file, first, size);
                if (lock != null) {
                    return new AccountRange(IntStream.range(first, first + size).boxed().toList(), "", lock);
                }
            }
        } catch (IOException unwritable) {
            return new AccountRange(List.of(), "they cannot be kept from other servers: " + unwritable, null);
        }
        return new AccountRange(List.of(), "another server on this machine uses " + text(ids) + "; choose others with "
                + Setting.ACCOUNTS_FIRST.key(), null);
    }

    /** User ids; empty if this server must not use any. */
    public List<Integer> ids() {
        return ids;
    }

    /** Tells the administrator if they are not those of the settings. */
    void report(Isolation wanted, Consumer<String> log) {
        if (!ids.isEmpty() && !ids.equals(wanted.accounts())) {
            log.accept("another server on this machine uses " + text(wanted.accounts()) + "; the worker accounts of this one are " + text(ids));
        }
    }

    private static String text(List<Integer> ids) {
        return "user ids " + ids.get(0) + " to " + ids.get(ids.size() - 1);
    }

    /** The report of the launcher, which does not know why it got no accounts. */
    public IsolationView explain(IsolationView found) {
        return refusal.isEmpty() ? found : new IsolationView(found.layers().stream().map(layer -> layer.name().equals("account")
                ? new IsolationView.Layer(layer.name(), layer.policy(), layer.active(), refusal) : layer).toList());
    }

    /** Lets other servers have them. Calling it twice is allowed. */
    @Override
    public void close() {
        if (lock != null) {
            release(lock);
        }
    }

    private static synchronized void release(FileLock lock) {
        LOCKS.remove(lock);
        try {
            lock.release();
            if (LOCKS.stream().noneMatch(other -> other.acquiredBy().equals(lock.acquiredBy()))) {
                CHANNELS.values().remove(lock.acquiredBy());
                lock.acquiredBy().close();
            }
        } catch (IOException closed) {
            // then it is free
        }
    }

    private static synchronized FileLock tryLock(Path file, int first, int size) throws IOException {
        FileChannel channel = CHANNELS.get(file);
        if (channel == null) {
            Files.createDirectories(file.getParent());
            channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    OwnerOnly.file());
            CHANNELS.put(file, channel);
        }
        try {
            FileLock lock = channel.tryLock(first, size, false);
            if (lock != null) {
                LOCKS.add(lock);
            }
            return lock;
        } catch (OverlappingFileLockException ours) {
            return null;
        }
    }

    /** As the launcher will find out, too; there is none outside of Linux. */
    private static boolean maySwitchUsers() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("CapEff:"))
                    .anyMatch(line -> (Long.parseLong(line.split("\\s+")[1], HEXADECIMAL) & SETUID) != 0);
        } catch (IOException notLinux) {
            return false;
        }
    }
}

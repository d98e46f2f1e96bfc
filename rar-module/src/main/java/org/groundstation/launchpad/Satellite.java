package org.groundstation.launchpad;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ScriptException;
import org.groundstation.exchange.FrameChannel;
import org.groundstation.exchange.FrameTooLarge;
import org.groundstation.exchange.ProtocolViolation;
import org.groundstation.exchange.Reset;
import org.groundstation.exchange.RuntimeName;
import org.groundstation.exchange.ScriptExchange;
import org.groundstation.exchange.SessionOrder;
import org.groundstation.launchpad.host.SatelliteHost;
import org.groundstation.launchpad.host.SatelliteProcess;
import org.groundstation.launchpad.pool.ExecutionUsage;
import org.groundstation.launchpad.pool.PoolLease;
import org.groundstation.monitor.SatelliteListener;

/**
 * One running satellite. One conversation may send while another one receives; {@link #end} and {@link #cancel} work
 * from any thread and make waiting conversations fail with the reason.
 */
public final class Satellite {
    /** How long a satellite whose connection broke may take to end by itself; those that died have, and say how. */
    private static final Duration OWN_END = Duration.ofMillis(250);
    /** How long after that it is awaited that all its processes are gone, by which time it is known why. */
    private static final Duration FORCED_END = Duration.ofSeconds(1);

    private final long id;
    private final SatelliteProcess process;
    private final RuntimeName runtimeName;
    private final FrameChannel channel;
    private final SatelliteHost host;
    private final ScheduledExecutorService timer;
    private final SatelliteListener listener;
    private final PoolLease place;
    private final LongConsumer scriptBegins;
    private final AtomicReference<Ending> ending = new AtomicReference<>();
    private final AtomicBoolean lost = new AtomicBoolean();
    private volatile String script = "";
    private volatile boolean retired;

    /** Why this server ended it, or what was left of it. */
    private enum Ending { RETURNED, TIMED_OUT, CANCELLED, LOST }

    /** A conversation with the satellite. */
    @FunctionalInterface
    public interface Conversation<T> {
        T hold() throws IOException;
    }

    Satellite(SatelliteProcess process, RuntimeName runtimeName, SatelliteHost host, ScheduledExecutorService timer, SatelliteListener listener,
            PoolLease place, LongConsumer scriptBegins) {
        this.process = process;
        this.runtimeName = runtimeName;
        this.host = host;
        this.timer = timer;
        this.listener = listener;
        this.place = place;
        this.scriptBegins = scriptBegins;
        id = process.id();
        channel = process.report().channel();
    }

    /** Its number. */
    public long id() {
        return id;
    }

    /** What it runs, for example {@code Python 3.11.7}. */
    public String runtime() {
        return process.report().runtime();
    }

    /** What it was asked for with. */
    public RuntimeName runtimeName() {
        return runtimeName;
    }

    /** Whether it can be used. */
    public boolean isAlive() {
        return ending.get() == null && process.isAlive();
    }

    /** Prepares a session; nothing is sent yet. @param allocator where received batches live */
    public ScriptExchange exchange(SessionOrder order, BufferAllocator allocator) {
        begin(order.script().source());
        return new ScriptExchange(channel, allocator, order);
    }

    /**
     * Talks to the satellite within a time limit.
     *
     * @param exchange the session that the conversation belongs to
     * @param limit zero for no limit; a satellite that takes longer is ended
     * @throws ScriptException {@link ErrorCode#SCRIPT_TIMED_OUT}, {@link ErrorCode#SCRIPT_CANCELLED},
     *         {@link ErrorCode#SATELLITE_LOST}, {@link ErrorCode#MEMORY_EXCEEDED}, {@link ErrorCode#PROTOCOL_VIOLATION}; the satellite has been ended then
     */
    public <T> T converse(ScriptExchange exchange, Duration limit, Conversation<T> conversation) {
        ScheduledFuture<?> deadline = limit.isZero() ? null
                : timer.schedule(() -> end(Ending.TIMED_OUT), TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
        try {
            return conversation.hold();
        } catch (IOException broken) {
            String how = describe(broken);
            ScriptException reason = reason(broken, how, exchange, limit);
            end(Ending.LOST);
            if (!lost.getAndSet(true)) {
                listener.satelliteLost(id, reason.code(), how);
            }
            throw reason;
        } finally {
            if (deadline != null) {
                deadline.cancel(false);
            }
        }
    }

    /**
     * Prepares it for the next use by the same caller. The caller must have closed its sessions.
     *
     * @param limit after it the satellite is ended
     * @return whether it can be used again; if not, it has been ended
     */
    public boolean reset(Duration limit) {
        if (!isAlive() || retired || !place.mayStay()) {
            end();
            return false;
        }
        begin("");
        ScheduledFuture<?> deadline = timer.schedule(() -> end(Ending.RETURNED), limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            if (Reset.run(channel)) {
                return isAlive();
            }
        } catch (IOException | RuntimeException outOfStep) {
            // ended below
        } finally {
            deadline.cancel(false);
        }
        end();
        return false;
    }

    /** The text of the script that began last. */
    String script() {
        return script;
    }

    /** It is not to be used again after this use. */
    void retire() {
        retired = true;
    }

    private void begin(String source) {
        script = source;
        scriptBegins.accept(id);
    }

    /** Counts what an execution says that it took. */
    public void took(ExecutionUsage execution) {
        place.took(execution);
    }

    /** Ends the script that runs; the conversation fails with {@link ErrorCode#SCRIPT_CANCELLED}. */
    public void cancel() {
        end(Ending.CANCELLED);
    }

    /** Ends the satellite with everything below it. Returns at once; calling it twice is allowed. */
    public void end() {
        end(Ending.RETURNED);
    }

    private void end(Ending why) {
        if (ending.compareAndSet(null, why)) {
            listener.satelliteEnding(id);
            channel.close();
            place.kill();
            host.end(id);
        }
    }

    private ScriptException reason(IOException broken, String how, ScriptExchange exchange, Duration limit) {
        Ending why = ending.get();
        if (why == Ending.TIMED_OUT) {
            return failure(ErrorCode.SCRIPT_TIMED_OUT, exchange, broken, limit.toMillis());
        }
        if (why == Ending.CANCELLED) {
            return failure(ErrorCode.SCRIPT_CANCELLED, exchange, broken, how);
        }
        Optional<PoolLease.Breach> breach = place.breach();
        if (breach.isPresent()) {
            return failure(breach.get().code(), exchange, broken, id, breach.get().limit());
        }
        if (broken instanceof FrameTooLarge large) {
            return failure(ErrorCode.FRAME_TOO_LARGE, exchange, broken, large.length(), large.limit());
        }
        ErrorCode code = broken instanceof ProtocolViolation ? ErrorCode.PROTOCOL_VIOLATION : ErrorCode.SATELLITE_LOST;
        return failure(code, exchange, broken, id, how);
    }

    private static ScriptException failure(ErrorCode code, ScriptExchange exchange, IOException broken, Object... values) {
        return new ScriptException(code, exchange.requestId(), "", exchange.drainMessages(), broken, values);
    }

    /** How it was lost. What lives on without its connection is ended, so that the answer does not keep it alive. */
    private String describe(IOException broken) {
        boolean died = false;
        if (ending.get() == null && !(broken instanceof ProtocolViolation)) {
            died = hasEnded(OWN_END);
            end(Ending.LOST);
            hasEnded(FORCED_END); // then it is known whether it was over its memory
        }
        if (place.breach().isPresent()) {
            return "it exceeded a limit";
        }
        Ending why = ending.get();
        if (why != null && why != Ending.LOST) {
            return why == Ending.TIMED_OUT ? "its script ran past its timeout" : "it was ended on request";
        }
        if (broken instanceof ProtocolViolation) {
            return broken.getMessage();
        }
        return died ? process.ended().join().description() : "its connection broke";
    }

    private boolean hasEnded(Duration limit) {
        try {
            process.ended().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException later) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

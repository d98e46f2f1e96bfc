package org.groundstation.console.live;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.groundstation.console.json.Json;

/**
 * Reads the station's state twice a second while somebody watches, once for all who do, and sends it when it changed. Thread-safe.
 */
@ApplicationScoped
public class LiveServer {
    private static final Logger LOG = Logger.getLogger(LiveServer.class.getName());
    private static final Duration INTERVAL = Duration.ofMillis(500);
    /** Without traffic a browser that went away would never be noticed. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final Map<SseEventSink, String> watchers = new ConcurrentHashMap<>();

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    private SnapshotReader reader;

    private Sse sse;
    private boolean polling;
    private String lastSent;
    private long lastSentNanos;

    /** Sends the state to a new watcher, and every change from now on. @param session ends the watching when it ends */
    public synchronized void add(String session, SseEventSink sink, Sse factory) {
        sse = factory;
        watchers.put(sink, session);
        lastSent = null;
        if (!polling) {
            polling = true;
            executor.execute(this::poll);
        }
    }

    /** Ends the streams of a session that was logged out or ran out. */
    void endSession(String session) {
        watchers.forEach((sink, owner) -> {
            if (owner.equals(session)) {
                drop(sink);
            }
        });
    }

    private void poll() {
        try {
            send(Json.write(reader.read()));
        } catch (RuntimeException failure) {
            LOG.log(Level.WARNING, "the station's state cannot be sent", failure);
        }
        synchronized (this) {
            polling = !watchers.isEmpty();
            if (polling) {
                executor.schedule(this::poll, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private synchronized void send(String snapshot) {
        boolean changed = !snapshot.equals(lastSent);
        if (!changed && System.nanoTime() - lastSentNanos < LONGEST_SILENCE.toNanos()) {
            return;
        }
        lastSent = snapshot;
        lastSentNanos = System.nanoTime();
        OutboundSseEvent event = changed ? sse.newEventBuilder().name("station").data(snapshot).build()
                : sse.newEventBuilder().comment("still here").build();
        watchers.keySet().forEach(sink -> send(sink, event));
    }

    private void send(SseEventSink sink, OutboundSseEvent event) {
        if (sink.isClosed()) {
            drop(sink);
            return;
        }
        try {
            sink.send(event).whenComplete((done, gone) -> {
                if (gone != null) {
                    drop(sink);
                }
            });
        } catch (RuntimeException gone) {
            drop(sink);
        }
    }

    private void drop(SseEventSink sink) {
        watchers.remove(sink);
        try {
            sink.close();
        } catch (RuntimeException alreadyGone) {
            LOG.log(Level.FINE, "a watcher was gone before its stream was closed", alreadyGone);
        }
    }
}

package org.groundstation.adapter;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import jakarta.resource.spi.ResourceAllocationException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.groundstation.api.GroundstationException;
import org.groundstation.launchpad.Satellite;
import org.groundstation.settings.Setting;

/**
 * One seat of the pool. Each use gets a fresh satellite: {@link #cleanup} ends the used one and the next
 * {@link #getConnection} starts another. Under the policy SAME_USER it is reset and kept for the same caller. The container serialises calls; the death of the process may be seen on any
 * thread.
 */
final class SatelliteManagedConnection implements ManagedConnection {
    private enum State { IDLE, IN_USE, BROKEN, DESTROYED }

    private final SatelliteManagedConnectionFactory factory;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private final Set<SatelliteHandle> handles = ConcurrentHashMap.newKeySet();
    private volatile Satellite satellite;
    private volatile ConnectionRequest satelliteRequest;
    private volatile PrintWriter logWriter;

    /** A seat without a satellite: containers make some that nobody takes. */
    SatelliteManagedConnection(SatelliteManagedConnectionFactory factory) {
        this.factory = factory;
    }

    @Override
    public Object getConnection(Subject subject, ConnectionRequestInfo info) throws ResourceException {
        if (!state.compareAndSet(State.IDLE, State.IN_USE) && state.get() != State.IN_USE) {
            throw new jakarta.resource.spi.IllegalStateException("this seat is " + state.get());
        }
        try {
            ConnectionRequest request = factory.request(info);
            if (satellite != null && !request.equals(satelliteRequest)) {
                endSatellite();
            }
            if (satellite == null) {
                satellite = factory.adapter().launch(request);
                satelliteRequest = request;
            }
        } catch (GroundstationException failed) {
            state.set(State.BROKEN);
            SatelliteManagedConnectionFactory.failed(failed);
            throw new ResourceAllocationException(failed.getMessage(), failed);
        }
        SatelliteHandle handle = new SatelliteHandle(this);
        handles.add(handle);
        return handle;
    }

    /** Invalidates the handles, and ends or resets the satellite, so that nothing of this use is left for the next. */
    @Override
    public void cleanup() {
        // A handle that was not closed may have a session open.
        boolean closed = handles.isEmpty();
        handles.forEach(SatelliteHandle::invalidate);
        handles.clear();
        Satellite used = satellite;
        boolean kept = closed && used != null && factory.policy() == SatellitePolicy.SAME_USER
                && used.reset(Setting.SATELLITE_RESET_TIMEOUT.millis(1));
        if (!kept) {
            endSatellite();
        }
        state.compareAndSet(State.IN_USE, State.IDLE);
    }

    @Override
    public void destroy() {
        if (state.getAndSet(State.DESTROYED) != State.DESTROYED) {
            handles.forEach(SatelliteHandle::invalidate);
            handles.clear();
            endSatellite();
        }
    }

    @Override
    public void associateConnection(Object connection) throws ResourceException {
        if (!(connection instanceof SatelliteHandle handle)) {
            throw new ResourceException("not a satellite connection: " + connection);
        }
        handle.moveTo(this);
        handles.add(handle);
    }

    /** Whether the pool may hand this seat out: idle, and its satellite, if it has one, lives. */
    boolean isUsable() {
        Satellite current = satellite;
        return state.get() == State.IDLE && (current == null || current.isAlive());
    }

    /** Whether its satellite has run scripts of this caller in this pool and is ready for more. */
    boolean isKeptFor(ConnectionRequest request) {
        return satellite != null && request.equals(satelliteRequest);
    }

    /** Empty when it has ended. */
    Optional<Satellite> currentSatellite() {
        return Optional.ofNullable(satellite);
    }

    SatelliteManagedConnectionFactory factory() {
        return factory;
    }

    /** The application has closed a handle. */
    void closed(SatelliteHandle handle) {
        if (handles.remove(handle) && state.get() == State.IN_USE) {
            fire(handle, null, ConnectionEvent.CONNECTION_CLOSED, ConnectionEventListener::connectionClosed);
        }
    }

    /** The satellite died, hung or broke the protocol; the pool is told once. */
    void broken(SatelliteHandle handle, Exception reason) {
        if (state.compareAndSet(State.IN_USE, State.BROKEN)) {
            fire(handle, reason, ConnectionEvent.CONNECTION_ERROR_OCCURRED, ConnectionEventListener::connectionErrorOccurred);
        }
    }

    void forget(SatelliteHandle handle) {
        handles.remove(handle);
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    /** Satellites take no part in transactions. */
    @Override
    public XAResource getXAResource() throws ResourceException {
        throw new NotSupportedException("satellites have no transactions");
    }

    /** Satellites take no part in transactions. */
    @Override
    public LocalTransaction getLocalTransaction() throws ResourceException {
        throw new NotSupportedException("satellites have no transactions");
    }

    @Override
    public ManagedConnectionMetaData getMetaData() {
        Satellite current = satellite;
        return new SatelliteMetaData(current == null ? "" : current.runtime());
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        logWriter = writer;
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    private void endSatellite() {
        Satellite used = satellite;
        satellite = null;
        if (used != null) {
            used.end();
        }
    }

    private void fire(SatelliteHandle handle, Exception reason, int kind,
            BiConsumer<ConnectionEventListener, ConnectionEvent> event) {
        ConnectionEvent about = new ConnectionEvent(this, kind, reason);
        about.setConnectionHandle(handle);
        listeners.forEach(listener -> event.accept(listener, about));
    }
}

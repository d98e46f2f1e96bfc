package org.groundstation.adapter;

import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.SatelliteMonitor;
import org.groundstation.exchange.RuntimeName;
import org.groundstation.settings.Setting;

/**
 * Makes the seats of one pool. Its properties override the settings of the server for scripts of this pool; empty means
 * the setting.
 */
public final class SatelliteManagedConnectionFactory
        implements ManagedConnectionFactory, ResourceAdapterAssociation, ValidatingManagedConnectionFactory {
    private static final long serialVersionUID = 1;

    /** Why the last seat could not be made on this thread: containers pass on the text but not the exception. */
    private static final ThreadLocal<GroundstationException> FAILURE = new ThreadLocal<>();

    private transient GroundstationResourceAdapter resourceAdapter;
    private transient PrintWriter logWriter;
    private String scriptTimeoutMillis = "";
    private String messagesMaxBytes = "";
    private String satellitePolicy = "";
    private String resourcePool = "";

    @Override
    public Object createConnectionFactory(ConnectionManager connectionManager) {
        return new PooledConnectionFactory(this, connectionManager);
    }

    /** Outside a container: every connection gets a satellite of its own. */
    @Override
    public Object createConnectionFactory() {
        return new PooledConnectionFactory(this, new UnpooledConnectionManager());
    }

    @Override
    public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo info) {
        return new SatelliteManagedConnection(this);
    }

    /** An idle seat, if possible one whose satellite is kept for this request: any other will get a fresh one. */
    @Override
    public ManagedConnection matchManagedConnections(@SuppressWarnings("rawtypes") Set candidates, Subject subject,
            ConnectionRequestInfo info) {
        ConnectionRequest request = request(info);
        SatelliteManagedConnection usable = null;
        for (Object candidate : candidates) {
            if (candidate instanceof SatelliteManagedConnection seat && seat.isUsable()) {
                if (seat.isKeptFor(request)) {
                    return seat;
                }
                usable = usable == null ? seat : usable;
            }
        }
        return usable;
    }

    @Override
    public Set<ManagedConnection> getInvalidConnections(@SuppressWarnings("rawtypes") Set candidates) {
        Set<ManagedConnection> invalid = new HashSet<>();
        for (Object candidate : candidates) {
            if (candidate instanceof SatelliteManagedConnection seat && !seat.isUsable()) {
                invalid.add(seat);
            }
        }
        return invalid;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter adapter) {
        resourceAdapter = (GroundstationResourceAdapter) adapter;
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return resourceAdapter;
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        logWriter = writer;
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    /** The longest time of one execution, in ms; 0 for no limit. */
    public String getScriptTimeoutMillis() {
        return scriptTimeoutMillis;
    }

    /** @throws GroundstationException {@link ErrorCode#SETTING_INVALID} */
    public void setScriptTimeoutMillis(String millis) {
        scriptTimeoutMillis = checkedNumber("scriptTimeoutMillis", millis);
    }

    /** How much printed text of one execution is kept, in bytes; 0 keeps nothing. */
    public String getMessagesMaxBytes() {
        return messagesMaxBytes;
    }

    /** @throws GroundstationException {@link ErrorCode#SETTING_INVALID} */
    public void setMessagesMaxBytes(String bytes) {
        messagesMaxBytes = checkedNumber("messagesMaxBytes", bytes);
    }

    /** FRESH or SAME_USER. */
    public String getSatellitePolicy() {
        return satellitePolicy;
    }

    /** @throws GroundstationException {@link ErrorCode#SETTING_INVALID} */
    public void setSatellitePolicy(String policy) {
        satellitePolicy = policy == null || policy.isBlank() ? "" : SatellitePolicy.parse("satellitePolicy", policy).name();
    }

    SatellitePolicy policy() {
        return SatellitePolicy.parse(Setting.SATELLITE_POLICY.key(), satellitePolicy.isEmpty() ? Setting.SATELLITE_POLICY.text() : satellitePolicy);
    }

    /** The external resource pool that its satellites belong to; empty for the default one. */
    public String getResourcePool() {
        return resourcePool;
    }

    public void setResourcePool(String name) {
        resourcePool = name == null ? "" : name.strip();
    }

    String pool() {
        return resourcePool.isEmpty() ? ExternalResourcePool.DEFAULT : resourcePool;
    }

    /** What is asked for; containers also ask for nothing in particular. */
    ConnectionRequest request(ConnectionRequestInfo info) {
        return info instanceof ConnectionRequest request ? request : new ConnectionRequest(Caller.SERVER, pool(), RuntimeName.PYTHON);
    }

    Duration scriptTimeout() {
        return scriptTimeoutMillis.isEmpty() ? Setting.SCRIPT_TIMEOUT.millis(0) : Duration.ofMillis(Long.parseLong(scriptTimeoutMillis));
    }

    int messagesMax() {
        long bytes = messagesMaxBytes.isEmpty() ? Setting.SCRIPT_MESSAGES_MAX.number(0) : Long.parseLong(messagesMaxBytes);
        return (int) Math.min(bytes, Integer.MAX_VALUE / 2);
    }

    GroundstationResourceAdapter adapter() {
        return resourceAdapter;
    }

    SatelliteMonitor monitor() {
        return resourceAdapter.monitor();
    }

    /** Notes why this thread gets no satellite; containers do not always pass the cause on. */
    static void failed(GroundstationException failure) {
        FAILURE.set(failure);
    }

    /** The reason why this thread got no satellite, or null; forgotten afterwards. */
    static GroundstationException takeFailure() {
        GroundstationException failure = FAILURE.get();
        FAILURE.remove();
        return failure;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SatelliteManagedConnectionFactory factory
                && Objects.equals(resourceAdapter, factory.resourceAdapter)
                && scriptTimeoutMillis.equals(factory.scriptTimeoutMillis) && messagesMaxBytes.equals(factory.messagesMaxBytes)
                && satellitePolicy.equals(factory.satellitePolicy) && resourcePool.equals(factory.resourcePool);
    }

    @Override
    public int hashCode() {
        return Objects.hash(scriptTimeoutMillis, messagesMaxBytes, satellitePolicy, resourcePool);
    }

    private static String checkedNumber(String name, String value) {
        String text = value == null ? "" : value.strip();
        if (!text.matches("\\d{0,18}")) {
            throw new GroundstationException(ErrorCode.SETTING_INVALID, name, value, "it must be a whole number of at least 0, or empty");
        }
        return text;
    }
}

package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract with the container's pool. */
@Timeout(60)
class SatelliteManagedConnectionTest {
    private static final ExternalScript NOTHING = ExternalScript.python("pass").build();
    private static final ExternalScript DIE = ExternalScript.python("import os; os.kill(os.getpid(), 9)").build();
    private static TestStation station;
    private final Events events = new Events();
    private SatelliteManagedConnection seat;

    /** Remembers what the pool is told. */
    private static final class Events implements ConnectionEventListener {
        private final List<String> told = new ArrayList<>();

        @Override
        public void connectionClosed(ConnectionEvent event) {
            told.add("closed");
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            told.add(((GroundstationException) event.getException()).code().id());
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) {
            told.add("transaction");
        }

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {
            told.add("transaction");
        }

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {
            told.add("transaction");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        station = new TestStation();
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @BeforeEach
    void seat() throws ResourceException {
        seat = (SatelliteManagedConnection) station.managedFactory().createManagedConnection(null, null);
        seat.addConnectionEventListener(events);
    }

    private SatelliteConnection handle() throws ResourceException {
        return (SatelliteConnection) seat.getConnection(null, null);
    }

    @Test
    void everyUseGetsAFreshSatellite() throws ResourceException {
        SatelliteConnection first = handle();
        long satellite = first.satelliteId();
        first.close();
        seat.cleanup();
        assertThat(handle().satelliteId()).isNotEqualTo(satellite);
        seat.destroy();
    }

    @Test
    void closingTellsThePoolOnce() throws ResourceException {
        SatelliteConnection handle = handle();
        handle.close();
        handle.close();
        assertThat(events.told).containsExactly("closed");
        seat.destroy();
    }

    @Test
    void aHandleSaysSoWhenItIsUsedAfterClose() throws ResourceException {
        SatelliteConnection handle = handle();
        handle.close();
        assertThatThrownBy(() -> handle.execute(NOTHING)).hasMessage("GS-3002: this satellite connection is closed. "
                + "Use a connection only between getConnection() and close().");
        assertThatThrownBy(handle::satelliteId).isInstanceOf(GroundstationException.class);
        seat.destroy();
    }

    @Test
    void cleanupInvalidatesHandlesThatWereForgotten() throws ResourceException {
        SatelliteConnection forgotten = handle();
        seat.cleanup();
        assertThat(catchThrowableOfType(GroundstationException.class, () -> forgotten.execute(NOTHING)).code()).isEqualTo(ErrorCode.CONNECTION_CLOSED);
        forgotten.close();
        assertThat(events.told).isEmpty();
        seat.destroy();
    }

    @Test
    void killedSatelliteIsReportedOnce() throws ResourceException {
        SatelliteConnection handle = handle();
        assertThatThrownBy(() -> handle.execute(DIE)).isInstanceOf(GroundstationException.class);
        assertThatThrownBy(() -> handle.execute(NOTHING)).isInstanceOf(GroundstationException.class);
        handle.close();
        assertThat(events.told).containsExactly("GS-3003");
        assertThat(seat.isUsable()).isFalse();
        seat.destroy();
    }

    @Test
    void aFailingScriptIsNoErrorOfTheConnection() throws ResourceException {
        SatelliteConnection handle = handle();
        assertThatThrownBy(() -> handle.execute(ExternalScript.python("1 / 0").build())).isInstanceOf(GroundstationException.class);
        assertThat(events.told).isEmpty();
        handle.execute(NOTHING).close();
        seat.destroy();
    }

    @Test
    void anIdleSeatWhoseSatelliteDiedIsInvalid() throws Exception {
        SatelliteManagedConnectionFactory factory = station.managedFactory();
        assertThat(factory.getInvalidConnections(Set.of(seat))).isEmpty();
        assertThat(factory.matchManagedConnections(Set.of(seat), null, null)).isSameAs(seat);
        seat.satellite().end();
        assertThat(factory.getInvalidConnections(Set.of(seat))).containsExactly(seat);
        assertThat(factory.matchManagedConnections(Set.of(seat), null, null)).isNull();
        seat.destroy();
    }

    @Test
    void aDestroyedSeatHasNoSatelliteAndGivesNoHandles() {
        seat.destroy();
        seat.destroy();
        assertThat(station.adapter.monitor().satellites()).noneMatch(view -> view.state() == org.groundstation.api.monitor.SatelliteView.State.RUNNING);
        assertThatThrownBy(this::handle).isInstanceOf(ResourceException.class);
    }

    @Test
    void factoriesAreEqualWhenTheirPropertiesAre() {
        SatelliteManagedConnectionFactory one = station.managedFactory();
        SatelliteManagedConnectionFactory other = station.managedFactory();
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        other.setScriptTimeoutMillis("5");
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void propertiesThatAreNoNumbersAreRefused() {
        assertThatThrownBy(() -> station.managedFactory().setScriptTimeoutMillis("ten"))
                .hasMessage("GS-6001: setting scriptTimeoutMillis has the value 'ten': it must be a whole number of at least 0, or empty. "
                        + "Correct the setting; docs/operations.md lists every setting with its unit.");
    }

    @Test
    void metadataNamesTheRuntime() throws ResourceException {
        assertThat(seat.getMetaData().getEISProductName()).isEqualTo("Groundstation satellite");
        assertThat(seat.getMetaData().getEISProductVersion()).startsWith("Python 3.");
        seat.destroy();
    }
}

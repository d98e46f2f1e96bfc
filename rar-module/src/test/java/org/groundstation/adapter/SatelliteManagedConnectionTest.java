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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SqlType;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.exchange.RuntimeName;
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
    private static TestAdapter station;
    private final Events events = new Events();
    private SatelliteManagedConnection seat;

    /** Remembers what the pool is told. */
    private static class Events implements ConnectionEventListener {
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
        station = new TestAdapter();
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

    private static ConnectionRequest request(String caller) {
        return new ConnectionRequest(new Caller(caller), ExternalResourcePool.DEFAULT, RuntimeName.PYTHON);
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
    void aSatelliteIsKeptForTheSameUserWithItsCacheAndNothingElse() throws ResourceException {
        SatelliteManagedConnectionFactory factory = station.managedFactory();
        factory.setSatellitePolicy("SAME_USER");
        SatelliteManagedConnection kept = (SatelliteManagedConnection) factory.createManagedConnection(null, request("ann"));
        SatelliteConnection first = (SatelliteConnection) kept.getConnection(null, request("ann"));
        long satellite = first.satelliteId();
        first.execute(ExternalScript.python("""
                import os, subprocess, groundstation
                mine = groundstation.cached("model", lambda: "the model")
                open("note", "w").close()
                os.environ["NOTE"] = "1"
                subprocess.Popen(["sleep", "600"])
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.execvp("sleep", ["sleep", "601"])
                    os._exit(0)
                os.mkdir("sub")
                os.chdir("sub")
                """).build()).close();
        first.close();
        kept.cleanup();
        assertThat(factory.matchManagedConnections(Set.of(seat, kept), null, request("ann"))).isSameAs(kept);
        assertThat(factory.matchManagedConnections(Set.of(seat, kept), null, new ConnectionRequest(new Caller("ann"), "other", RuntimeName.PYTHON)))
                .isNotNull();
        assertThat(kept.isKeptFor(new ConnectionRequest(new Caller("ann"), "other", RuntimeName.PYTHON))).as("never kept for another pool").isFalse();
        assertThat(kept.isKeptFor(new ConnectionRequest(new Caller("ann"), ExternalResourcePool.DEFAULT, new RuntimeName("Python", "other"))))
                .as("never kept for another runtime").isFalse();
        SatelliteConnection second = (SatelliteConnection) kept.getConnection(null, request("ann"));
        assertThat(second.satelliteId()).isEqualTo(satellite);
        try (var result = second.execute(ExternalScript.python("""
                import os, groundstation
                seen = repr((groundstation.cached("model", lambda: "nothing"), "mine" in globals(), os.listdir("."), os.environ.get("NOTE"),
                             len(os.sched_getaffinity(0)) > 0, open(f"/proc/self/task/{os.getpid()}/children").read()))
                """).outputParameter("seen", SqlType.VARCHAR).build())) {
            assertThat(result.outputParameter("seen", String.class)).isEqualTo("('the model', False, [], None, True, '')");
        }
        second.close();
        kept.cleanup();
        SatelliteConnection other = (SatelliteConnection) kept.getConnection(null, request("bob"));
        assertThat(other.satelliteId()).as("never kept for another user").isNotEqualTo(satellite);
        kept.destroy();
        seat.destroy();
    }

    @Test
    void aSatelliteThatCannotBeResetIsReplaced() throws ResourceException {
        SatelliteManagedConnectionFactory factory = station.managedFactory();
        factory.setSatellitePolicy("same_user");
        SatelliteManagedConnection kept = (SatelliteManagedConnection) factory.createManagedConnection(null, null);
        SatelliteConnection first = (SatelliteConnection) kept.getConnection(null, null);
        long satellite = first.satelliteId();
        first.execute(ExternalScript.python("import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()").build()).close();
        first.close();
        kept.cleanup();
        assertThat(((SatelliteConnection) kept.getConnection(null, null)).satelliteId()).isNotEqualTo(satellite);
        kept.destroy();
        seat.destroy();
        assertThatThrownBy(() -> factory.setSatellitePolicy("forever")).hasMessageStartingWith(
                "GS-6001: setting satellitePolicy has the value 'forever': it must be FRESH or SAME_USER. ");
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
    void aSatelliteThatIsLostIsLostForWhoeverUsesItNext() throws ResourceException {
        seat.addConnectionEventListener(new Events() {
            @Override
            public void connectionErrorOccurred(ConnectionEvent event) {
                seat.destroy(); // as a pool does
            }
        });
        SatelliteConnection handle = handle();
        assertThatThrownBy(() -> handle.execute(DIE)).isInstanceOf(GroundstationException.class);
        for (ThrowingCallable use : List.<ThrowingCallable>of(() -> handle.execute(NOTHING), handle::satelliteId, handle::cancel)) {
            assertThatThrownBy(use).isInstanceOfSatisfying(GroundstationException.class, lost -> assertThat(lost.code()).isEqualTo(ErrorCode.SATELLITE_LOST));
        }
        handle.close();
        assertThatThrownBy(() -> handle.execute(NOTHING)).isInstanceOfSatisfying(GroundstationException.class,
                closed -> assertThat(closed.code()).isEqualTo(ErrorCode.CONNECTION_CLOSED));
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
        factory.setSatellitePolicy("SAME_USER");
        SatelliteManagedConnection seat = (SatelliteManagedConnection) factory.createManagedConnection(null, null);
        ((SatelliteConnection) seat.getConnection(null, null)).close();
        seat.cleanup();
        assertThat(factory.getInvalidConnections(Set.of(seat))).isEmpty();
        assertThat(factory.matchManagedConnections(Set.of(seat), null, null)).isSameAs(seat);
        seat.currentSatellite().orElseThrow().end();
        assertThat(factory.getInvalidConnections(Set.of(seat))).containsExactly(seat);
        assertThat(factory.matchManagedConnections(Set.of(seat), null, null)).isNull();
        seat.destroy();
    }

    @Test
    void aDestroyedSeatHasNoSatelliteAndGivesNoHandles() {
        seat.destroy();
        seat.destroy();
        assertThat(station.adapter.monitor().satellites()).noneMatch(view -> view.state() == org.groundstation.api.admin.SatelliteView.State.RUNNING);
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
        handle();
        assertThat(seat.getMetaData().getEISProductName()).isEqualTo("Groundstation satellite");
        assertThat(seat.getMetaData().getEISProductVersion()).startsWith("Python 3.");
        seat.destroy();
    }
}

package org.groundstation.launchpad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ScriptException;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.exchange.FrameChannel;
import org.groundstation.exchange.RuntimeName;
import org.groundstation.exchange.ScriptExchange;
import org.groundstation.exchange.SessionOrder;
import org.groundstation.launchpad.host.GateAccess;
import org.groundstation.launchpad.host.SatelliteEnd;
import org.groundstation.launchpad.host.SatelliteHost;
import org.groundstation.launchpad.host.SatelliteProcess;
import org.groundstation.launchpad.isolation.WorkerAccounts;
import org.groundstation.launchpad.pool.Enclosure;
import org.groundstation.launchpad.pool.Enforcement;
import org.groundstation.launchpad.pool.Limits;
import org.groundstation.monitor.SatelliteListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Above the host nobody needs a process, a folder or a control group of this machine. */
@Timeout(30)
class AnotherMachineTest {
    private static final RuntimeName R = new RuntimeName("R", "4.4");
    private static final SatelliteRequest ANN = new SatelliteRequest("ann", "small", R);

    @Test
    void itsSatellitesGetTheirLimitsAndAreEndedThere() throws IOException {
        FarHost far = new FarHost();
        try (far; Launchpad launchpad = launchpad(far)) {
            Satellite satellite = launchpad.launch(ANN);
            assertThat(satellite.runtime()).isEqualTo("R 4.4.1");
            assertThat(far.limited).containsEntry(satellite.id(), "small 4711");
            assertThat(launchpad.end(satellite.id())).isTrue();
            assertThat(far.living).doesNotContainKey(satellite.id());
            assertThat(launchpad.end(satellite.id())).as("it is gone").isFalse();
        }
    }

    @Test
    void whoTalksToOneThatIsLostThereLearnsHowItEnded() throws IOException {
        FarHost far = new FarHost();
        try (far; Launchpad launchpad = launchpad(far); BufferAllocator allocator = new RootAllocator()) {
            Satellite satellite = launchpad.launch(ANN);
            ScriptExchange exchange = satellite.exchange(new SessionOrder("r", R, ExternalScript.python("x").build(), Map.of(), null, false, 0), allocator);
            far.loses(satellite.id(), new SatelliteEnd(128 + 9));
            ScriptException lost = catchThrowableOfType(ScriptException.class, () -> satellite.converse(exchange, Duration.ZERO, () -> {
                exchange.awaitReady();
                return null;
            }));
            assertThat(lost.code()).isEqualTo(ErrorCode.SATELLITE_LOST);
            assertThat(lost).hasMessageContaining("satellite " + satellite.id()).hasMessageContaining("signal 9");
        }
    }

    private static Launchpad launchpad(FarHost far) {
        Launchpad launchpad = new Launchpad((timer, observer) -> {
            far.observer = observer;
            return far;
        }, 0, (name, loop) -> new Thread(loop, name).start(), new SatelliteListener() {
        });
        launchpad.pools().define(ExternalResourcePool.named("small").withProcesses(5));
        return launchpad;
    }

    /** A machine that is reached over the network, and whose satellites this one cannot see. */
    private static final class FarHost implements SatelliteHost, Enforcement {
        private final ServerSocketChannel network = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        private final WorkerAccounts accounts = new WorkerAccounts(List.of(), Duration.ZERO);
        private final Map<Long, SatelliteProcess> living = new ConcurrentHashMap<>();
        private final Map<Long, SocketChannel> farEnds = new ConcurrentHashMap<>();
        private final Map<Long, String> limited = new ConcurrentHashMap<>();
        private Observer observer;

        private FarHost() throws IOException {
        }

        @Override
        public boolean runs(RuntimeName runtime) {
            return runtime.equals(R);
        }

        @Override
        public void prepare() {
            // always
        }

        @Override
        public void check() {
            // always
        }

        @Override
        public SatelliteProcess start(long id, Optional<GateAccess> access) {
            try {
                SatelliteProcess process = new SatelliteProcess(id, List.of(), enclose(id, true));
                farEnds.put(id, SocketChannel.open(network.getLocalAddress()));
                process.reported(new SatelliteProcess.Report(new FrameChannel(network.accept(), 1 << 20), 4711, "R 4.4.1"));
                living.put(id, process);
                return process;
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        }

        private void loses(long id, SatelliteEnd how) throws IOException {
            farEnds.remove(id).close();
            living.remove(id).end(how);
            observer.ended(id);
        }

        @Override
        public void end(long id) {
            try {
                if (living.containsKey(id)) {
                    loses(id, new SatelliteEnd(0));
                }
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        }

        @Override
        public WorkerAccounts.Lease account(String caller) {
            return accounts.none();
        }

        @Override
        public int accountsInUse() {
            return accounts.inUse();
        }

        @Override
        public Enforcement enforcement() {
            return this;
        }

        @Override
        public Limits limits() {
            return new Limits(0, 0, 0, "");
        }

        @Override
        public String networkLacks() {
            return "";
        }

        @Override
        public Path gateSocket() {
            return Path.of("nowhere");
        }

        @Override
        public String description() {
            return "the other machine";
        }

        @Override
        public Enclosure enclose(long id, boolean fromStart) {
            return new Enclosure() {
                @Override
                public List<Path> entrances() {
                    return List.of();
                }

                @Override
                public void assign(ExternalResourcePool pool, long pid) {
                    limited.put(id, pool.name() + " " + pid);
                }

                @Override
                public Usage usage() {
                    return new Usage(0, 0, 0, 0, 0);
                }

                @Override
                public void kill() {
                    // with its end
                }

                @Override
                public void close() {
                    // it is theirs
                }
            };
        }

        @Override
        public void forget(String pool) {
            // it knows none
        }

        @Override
        public void close() {
            try {
                network.close();
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        }
    }
}

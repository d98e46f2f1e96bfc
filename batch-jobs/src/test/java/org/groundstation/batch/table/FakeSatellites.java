package org.groundstation.batch.table;

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.naming.Reference;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptException;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptMessage;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.ScriptSession;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.NetworkGrants;
import org.groundstation.api.admin.ResourcePoolView;
import org.groundstation.api.admin.ResourcePools;
import org.groundstation.api.admin.SatelliteMonitor;
import org.groundstation.api.columnar.Values;

/**
 * Satellites without Python: result columns that are columns of the input are copied, the first one through a function; every other one
 * is the first as a double where it is a number, else its length.
 */
final class FakeSatellites implements SatelliteConnectionFactory {
    private static final long serialVersionUID = 1;

    /** Failures that the next batches meet, one each. */
    final transient Deque<RuntimeException> failures = new ArrayDeque<>();
    final transient List<Map<String, ?>> arguments = new ArrayList<>();
    transient UnaryOperator<Object> keys = key -> key;
    /** Rows that are returned less than sent. */
    int missingRows;
    /** How often the next ones find their pool full. */
    int refusals;
    /** What the next ones that are asked for meet instead, one each. */
    final transient Deque<GroundstationException> closedDoors = new ArrayDeque<>();
    /** What the next batch that is sent meets. */
    transient Error sendError;
    /** Lets answers wait until the satellite is cancelled. */
    volatile boolean endless;
    /** Released by each answer that waits. */
    final transient Semaphore waiting = new Semaphore(0);
    /** Of those that were taken. */
    final transient List<String> pools = new ArrayList<>();
    int opened;
    int closed;

    static GroundstationException lost() {
        return new GroundstationException(ErrorCode.SATELLITE_LOST, 17L, "killed");
    }

    @Override
    public SatelliteConnection getConnection() {
        return getConnection(ExternalResourcePool.DEFAULT);
    }

    @Override
    public SatelliteConnection getConnection(String resourcePool) {
        if (refusals-- > 0) {
            throw new GroundstationException(ErrorCode.RESOURCE_POOL_BUSY, 1, resourcePool, 0L);
        }
        if (!closedDoors.isEmpty()) {
            throw closedDoors.pop();
        }
        pools.add(resourcePool);
        opened++;
        return new Connection();
    }

    @Override
    public void check() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void endSatellite(long id) {
        throw new UnsupportedOperationException();
    }

    /** The default pool, "nightly", and "gone", which was dropped. */
    @Override
    public ResourcePools resourcePools() {
        return new Pools();
    }

    @Override
    public NetworkGrants networkGrants() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SatelliteMonitor monitor() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Reference getReference() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setReference(Reference reference) {
        throw new UnsupportedOperationException();
    }

    private static final class Pools implements ResourcePools {
        @Override
        public List<ResourcePoolView> all() {
            return List.of(view(ExternalResourcePool.DEFAULT, false), view("nightly", false), view("gone", true));
        }

        @Override
        public void define(ExternalResourcePool pool) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void drop(String name) {
            throw new UnsupportedOperationException();
        }

        private static ResourcePoolView view(String name, boolean draining) {
            return new ResourcePoolView(ExternalResourcePool.named(name), draining, "nothing", 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }
    }

    private final class Connection implements SatelliteConnection {
        private final CountDownLatch cancelled = new CountDownLatch(1);

        @Override
        public ScriptResult execute(ExternalScript script, ScriptInput input, Map<String, ?> values) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScriptSession open(ExternalScript script, Schema inputSchema, Map<String, ?> values) {
            arguments.add(values);
            return new Session(script, cancelled);
        }

        @Override
        public long satelliteId() {
            return opened;
        }

        @Override
        public void cancel() {
            cancelled.countDown();
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private final class Session implements ScriptSession {
        private final ExternalScript script;
        private final CountDownLatch cancelled;
        private final BufferAllocator allocator = new RootAllocator();
        private final BlockingQueue<List<Map<String, Object>>> sent = new LinkedBlockingQueue<>();

        private Session(ExternalScript script, CountDownLatch cancelled) {
            this.script = script;
            this.cancelled = cancelled;
        }

        @Override
        public void send(VectorSchemaRoot batch) {
            if (sendError != null) {
                throw sendError;
            }
            sent.add(IntStream.range(0, batch.getRowCount()).mapToObj(row -> {
                Map<String, Object> cells = new LinkedHashMap<>();
                for (FieldVector column : batch.getFieldVectors()) {
                    Object cell = Values.get(column, row);
                    cells.put(column.getName(), cells.isEmpty() ? keys.apply(cell) : cell);
                }
                return cells;
            }).toList());
        }

        @Override
        public VectorSchemaRoot receive() {
            if (!failures.isEmpty()) {
                throw failures.pop();
            }
            if (endless) {
                waiting.release();
                awaitCancel();
            }
            VectorSchemaRoot scored = VectorSchemaRoot.create(script.resultSchema().orElseThrow().arrowSchema(), allocator);
            List<Map<String, Object>> batch = sent.remove();
            int rows = batch.size() - missingRows;
            for (int row = 0; row < rows; row++) {
                Map<String, Object> cells = batch.get(row);
                for (FieldVector column : scored.getFieldVectors()) {
                    Values.set(column, row, cells.containsKey(column.getName()) ? cells.get(column.getName()) : score(cells.values().iterator().next()));
                }
            }
            scored.setRowCount(rows);
            return scored;
        }

        private void awaitCancel() {
            try {
                cancelled.await();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            throw new ScriptException(ErrorCode.SCRIPT_CANCELLED, "r1", "", List.of(), null, "it was ended on request");
        }

        private static Double score(Object key) {
            return key instanceof Number number ? number.doubleValue() : (double) String.valueOf(key).length();
        }

        @Override
        public List<ScriptMessage> drainMessages() {
            return List.of();
        }

        @Override
        public ScriptResult finish() {
            allocator.close();
            return (ScriptResult) Proxy.newProxyInstance(ScriptResult.class.getClassLoader(), new Class<?>[] {ScriptResult.class},
                    (result, method, values) -> null);
        }

        @Override
        public void close() {
            allocator.close();
        }
    }
}

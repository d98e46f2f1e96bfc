package org.groundstation.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptMessage;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.ScriptSession;
import org.groundstation.exchange.InputColumns;
import org.groundstation.exchange.ScriptExchange;
import org.groundstation.exchange.ScriptExchange.Done;
import org.groundstation.exchange.SessionOrder;
import org.groundstation.launchpad.Satellite;

/** Runs a script once for each batch. */
final class BatchSession implements ScriptSession {
    /** How long a satellite may take to give a session up before it is ended. */
    private static final Duration ABANDON_LIMIT = Duration.ofMillis(500);

    private final SatelliteHandle handle;
    private final Satellite satellite;
    private final InputColumns columns;
    private final ScriptExchange exchange;
    private final Execution execution;
    private final Duration limit;
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile long rowsIn;
    private volatile long rowsOut;
    private volatile boolean finished;

    private BatchSession(SatelliteHandle handle, Satellite satellite, InputColumns columns, ScriptExchange exchange, Execution execution,
            Duration limit) {
        this.handle = handle;
        this.satellite = satellite;
        this.columns = columns;
        this.exchange = exchange;
        this.execution = execution;
        this.limit = limit;
    }

    static BatchSession open(SatelliteHandle handle, Satellite satellite, ExternalScript script, Schema inputSchema, Map<String, ?> arguments) {
        Execution execution = new Execution(satellite, handle.listener());
        try {
            InputColumns columns = new InputColumns(inputSchema, Map.of(), false);
            SessionOrder order = new SessionOrder(execution.requestId(), satellite.runtimeName(), script, arguments, columns, true, handle.messagesMax());
            ScriptExchange exchange = satellite.exchange(order, handle.allocator());
            Duration limit = handle.timeout(script);
            try (VectorSchemaRoot parameters = order.parameterRow(handle.allocator())) {
                satellite.converse(exchange, limit, () -> {
                    Sessions.start(exchange, parameters, satellite);
                    exchange.awaitReady();
                    return null;
                });
            }
            return new BatchSession(handle, satellite, columns, exchange, execution, limit);
        } catch (RuntimeException | Error failed) {
            execution.failed(failed);
            throw failed;
        }
    }

    @Override
    public void send(VectorSchemaRoot batch) {
        if (unanswered.get() >= AHEAD) {
            throw new IllegalStateException("the output of " + AHEAD + " batches has not been received");
        }
        columns.require(batch);
        unanswered.incrementAndGet(); // before it is sent: its output may be received before this returns
        talk(() -> {
            exchange.sendBatch(batch);
            return null;
        });
        rowsIn += batch.getRowCount();
    }

    @Override
    public VectorSchemaRoot receive() {
        if (unanswered.get() == 0) {
            throw new IllegalStateException("no batch was sent");
        }
        VectorSchemaRoot output = talk(exchange::receiveBatch);
        unanswered.decrementAndGet();
        rowsOut += output.getRowCount();
        return output;
    }

    @Override
    public List<ScriptMessage> drainMessages() {
        return exchange.drainMessages();
    }

    @Override
    public ScriptResult finish() {
        if (unanswered.get() > 0) {
            throw new IllegalStateException("the output of " + unanswered + " batches has not been received");
        }
        List<VectorSchemaRoot> unexpected = new ArrayList<>();
        try {
            Done done = talk(() -> {
                exchange.endInput(true);
                return exchange.receiveRest(unexpected);
            });
            finished = true;
            execution.completed(done);
            handle.sessionClosed();
            return new ExecutionResult(new Schema(List.of()), List.of(), done, exchange.drainMessages(), execution.elapsedMillis());
        } finally {
            unexpected.forEach(VectorSchemaRoot::close);
        }
    }

    @Override
    public void close() {
        if (finished) {
            return;
        }
        finished = true;
        handle.sessionClosed();
        if (satellite.isAlive() && !exchange.isAnswered()) {
            try {
                satellite.converse(exchange, ABANDON_LIMIT, () -> {
                    exchange.abandon();
                    return null;
                });
            } catch (GroundstationException ended) {
                // the satellite is out of step or busy, and was ended
            }
        }
        execution.failed(new GroundstationException(ErrorCode.SCRIPT_CANCELLED, "its session was closed"), rowsIn, rowsOut);
    }

    private <T> T talk(Satellite.Conversation<T> conversation) {
        if (finished) {
            throw new IllegalStateException("this session is closed");
        }
        try {
            return handle.reporting(handle.open(), used -> used.converse(exchange, limit, conversation));
        } catch (RuntimeException | Error failed) {
            execution.failed(failed, rowsIn, rowsOut);
            throw failed;
        }
    }
}

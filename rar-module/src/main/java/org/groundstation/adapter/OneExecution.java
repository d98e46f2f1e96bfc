package org.groundstation.adapter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.columnar.QueryReader;
import org.groundstation.exchange.ScriptExchange;
import org.groundstation.exchange.ScriptExchange.Done;
import org.groundstation.exchange.SessionOrder;
import org.groundstation.launchpad.Satellite;

/** Runs a script once over all its input. */
final class OneExecution {
    private final SatelliteHandle handle;
    private final ExternalScript script;
    private final Map<String, ?> arguments;

    /** A script that has ended well. */
    private record Ended(Schema schema, Done done) {
    }

    OneExecution(SatelliteHandle handle, ExternalScript script, Map<String, ?> arguments) {
        this.handle = handle;
        this.script = script;
        this.arguments = arguments;
    }

    ScriptResult run(Satellite satellite, ScriptInput input) {
        Execution execution = new Execution(satellite, handle.listener());
        List<VectorSchemaRoot> batches = new ArrayList<>();
        try (ArrowReader rows = input.open(handle.allocator())) {
            return run(satellite, rows, execution, batches);
        } catch (RuntimeException | Error failed) {
            batches.forEach(VectorSchemaRoot::close);
            execution.failed(failed);
            throw failed;
        } catch (IOException unread) {
            batches.forEach(VectorSchemaRoot::close);
            execution.failed(unread);
            throw new GroundstationException(ErrorCode.INPUT_FAILED, unread, unread.getMessage());
        }
    }

    private ScriptResult run(Satellite satellite, ArrowReader rows, Execution execution, List<VectorSchemaRoot> batches)
            throws IOException {
        Schema inputSchema = rows == null ? null : rows.getVectorSchemaRoot().getSchema();
        SessionOrder order = new SessionOrder(execution.requestId(), script, arguments, inputSchema, false, handle.messagesMax());
        ScriptExchange exchange = satellite.exchange(order, handle.allocator());
        try (VectorSchemaRoot parameters = order.parameterRow(handle.allocator())) {
            Ended ended = satellite.converse(exchange, handle.timeout(script), () -> {
                Sessions.start(exchange, parameters, satellite);
                send(rows, exchange);
                exchange.awaitReady();
                return new Ended(exchange.receiveSchema(), exchange.receiveRest(batches));
            });
            if (rows instanceof QueryReader query) {
                query.commit();
            }
            execution.completed(ended.done());
            return new ExecutionResult(ended.schema(), batches, ended.done(), exchange.drainMessages(), execution.elapsedMillis());
        }
    }

    private static void send(ArrowReader rows, ScriptExchange exchange) throws IOException {
        try {
            while (rows != null && next(rows)) {
                exchange.sendBatch(rows.getVectorSchemaRoot());
            }
        } catch (RuntimeException | Error unread) {
            exchange.abandon();
            throw unread;
        }
        exchange.endInput(true);
    }

    private static boolean next(ArrowReader rows) {
        try {
            return rows.loadNextBatch();
        } catch (IOException unread) {
            throw new GroundstationException(ErrorCode.INPUT_FAILED, unread, unread.getMessage());
        }
    }
}

package org.groundstation.adapter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
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
        try (InputReader rows = new InputReader(input, handle.allocator())) {
            return run(satellite, rows, execution, batches);
        } catch (RuntimeException | Error failed) {
            batches.forEach(VectorSchemaRoot::close);
            execution.failed(failed);
            throw failed;
        }
    }

    private ScriptResult run(Satellite satellite, InputReader rows, Execution execution, List<VectorSchemaRoot> batches) {
        SessionOrder order = new SessionOrder(execution.requestId(), satellite.runtimeName(), script, arguments, rows.columns(), false, handle.messagesMax());
        ScriptExchange exchange = satellite.exchange(order, handle.allocator());
        try (VectorSchemaRoot parameters = order.parameterRow(handle.allocator())) {
            Ended ended = satellite.converse(exchange, handle.timeout(script), () -> {
                Sessions.start(exchange, parameters, satellite);
                send(rows, exchange);
                exchange.awaitReady();
                return new Ended(exchange.receiveSchema(), exchange.receiveRest(batches));
            });
            rows.completed();
            execution.completed(ended.done());
            return new ExecutionResult(ended.schema(), batches, ended.done(), exchange.drainMessages(), execution.elapsedMillis());
        }
    }

    private static void send(InputReader rows, ScriptExchange exchange) throws IOException {
        try {
            for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
                exchange.sendBatch(batch);
            }
        } catch (RuntimeException | Error unread) {
            exchange.abandon();
            throw unread;
        }
        exchange.endInput(true);
    }
}

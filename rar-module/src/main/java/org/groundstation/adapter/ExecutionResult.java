package org.groundstation.adapter;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.Row;
import org.groundstation.api.ScriptMessage;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.ScriptStatistics;
import org.groundstation.api.columnar.BatchRows;
import org.groundstation.exchange.ScriptExchange.Done;

/** A result held in memory: it owns its batches. */
final class ExecutionResult implements ScriptResult {
    private final Schema schema;
    private final List<VectorSchemaRoot> batches;
    private final Map<String, Object> outputParameters;
    private final List<ScriptMessage> messages;
    private final ScriptStatistics statistics;
    private boolean closed;

    ExecutionResult(Schema schema, List<VectorSchemaRoot> batches, Done done, List<ScriptMessage> messages, long elapsedMillis) {
        this.schema = schema;
        this.batches = batches;
        this.outputParameters = Collections.unmodifiableMap(done.outputParameters());
        this.messages = messages;
        this.statistics = new ScriptStatistics(done.rowsIn(), done.rowsOut(), elapsedMillis, done.scriptMillis(), done.cpuMillis(),
                done.peakMemoryBytes(), done.readBytes(), done.writtenBytes());
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public long rowCount() {
        return open().stream().mapToLong(VectorSchemaRoot::getRowCount).sum();
    }

    @Override
    public List<VectorSchemaRoot> batches() {
        return Collections.unmodifiableList(open());
    }

    @Override
    public List<Row> rows() {
        return BatchRows.rows(open());
    }

    @Override
    public <R extends Record> List<R> rows(Class<R> type) {
        return BatchRows.records(open(), type);
    }

    @Override
    public Map<String, Object> outputParameters() {
        return outputParameters;
    }

    @Override
    public <T> T outputParameter(String name, Class<T> type) {
        if (!outputParameters.containsKey(name)) {
            throw new GroundstationException(ErrorCode.OUTPUT_PARAMETER_INVALID, name, "the script does not declare it as output");
        }
        try {
            return type.cast(BatchRows.convert(outputParameters.get(name), type));
        } catch (IllegalArgumentException unfit) {
            throw new GroundstationException(ErrorCode.OUTPUT_PARAMETER_INVALID, unfit, name, unfit.getMessage());
        }
    }

    @Override
    public List<ScriptMessage> messages() {
        return messages;
    }

    @Override
    public ScriptStatistics statistics() {
        return statistics;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            batches.forEach(VectorSchemaRoot::close);
        }
    }

    private List<VectorSchemaRoot> open() {
        if (closed) {
            throw new GroundstationException(ErrorCode.RESULT_CLOSED);
        }
        return batches;
    }
}

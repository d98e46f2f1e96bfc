package org.groundstation.exchange;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ScriptException;
import org.groundstation.api.ScriptMessage;
import org.groundstation.api.columnar.Values;

/**
 * One session of a script on a connection: start, input, output, parameters, end. The order of frames is checked; a
 * violation makes the connection unusable, a failing script does not. One thread may send input while another receives.
 */
public final class ScriptExchange {
    private final FrameChannel channel;
    private final BufferAllocator allocator;
    private final SessionOrder order;
    private final List<ScriptMessage> messages = new ArrayList<>();
    private int messageRoom;
    private Schema outputSchema;
    private boolean inputEnded;
    private volatile boolean answered;

    /** What the satellite counted in a session that ended well. */
    public record Done(long rowsIn, long rowsOut, long scriptMillis, long cpuMillis, long peakMemoryBytes, long readBytes, long writtenBytes,
            Map<String, Object> outputParameters) {
    }

    /** Reads frames. */
    private interface Receiving<T> {
        T run() throws IOException;
    }

    /** Whether the session has been answered by its end or an error; the connection is free for the next one then. */
    public boolean isAnswered() {
        return answered;
    }

    /** @param allocator where received batches and parameters live */
    public ScriptExchange(FrameChannel channel, BufferAllocator allocator, SessionOrder order) {
        this.channel = channel;
        this.allocator = allocator;
        this.order = order;
        // A satellite obeys the limit by itself; a hostile one is cut here, with room for its own remark.
        this.messageRoom = Math.addExact(order.messagesMax(), 64 * 1024);
    }

    /** The execution's id. */
    public String requestId() {
        return order.requestId();
    }

    /** Sends everything that comes before the input. @param parameters as {@link SessionOrder#parameterRow} made them */
    public void start(VectorSchemaRoot parameters) throws IOException {
        channel.writeJson(FrameType.INIT_SESSION, order.toJson());
        if (!parameters.getFieldVectors().isEmpty()) {
            ArrowFrames.writeSchema(channel, FrameType.PARAMETER_SCHEMA, parameters.getSchema());
            ArrowFrames.writeBatch(channel, FrameType.PARAMETER_BATCH, parameters);
        }
        if (order.script().resultSchema().isPresent()) {
            ArrowFrames.writeSchema(channel, FrameType.RESULT_SCHEMA, order.script().resultSchema().get().arrowSchema());
        }
        if (order.input() != null) {
            ArrowFrames.writeSchema(channel, FrameType.INPUT_SCHEMA, order.input().schema());
        }
    }

    /**
     * Sends rows; the caller keeps the batch. Nothing is sent after the script has failed: receiving tells why.
     *
     * @throws org.groundstation.api.GroundstationException {@link ErrorCode#ARROW_UNSUPPORTED}, {@link ErrorCode#FRAME_TOO_LARGE};
     *         nothing has been sent then
     */
    public synchronized void sendBatch(VectorSchemaRoot batch) throws IOException {
        if (!inputEnded) {
            try (ArrowRecordBatch unloaded = order.input().unload(batch)) {
                ArrowFrames.writeBatch(channel, FrameType.INPUT_BATCH, unloaded);
            }
            if (order.perBatch()) {
                channel.flush();
            }
        }
    }

    /** Tells that no more rows come. @param complete false makes the satellite give the session up */
    public synchronized void endInput(boolean complete) throws IOException {
        if (!inputEnded) {
            inputEnded = true;
            channel.writeJson(FrameType.INPUT_END, ControlJson.BUILDERS.createObjectBuilder().add("complete", complete).build());
            channel.flush();
        }
    }

    /** Waits until the satellite has compiled the script. @throws ScriptException when it does not compile */
    public void awaitReady() throws IOException {
        channel.flush();
        received(() -> {
            FrameChannel.Header header = next();
            expect(header, FrameType.SESSION_READY);
            return channel.readJson(header);
        });
    }

    /** Waits for the columns of the output. @throws ScriptException when the script fails */
    public Schema receiveSchema() throws IOException {
        return received(() -> {
            FrameChannel.Header header = next();
            expect(header, FrameType.OUTPUT_SCHEMA);
            return readOutputSchema(header);
        });
    }

    /**
     * Waits for the output of one batch.
     *
     * @return a batch that the caller owns
     * @throws ScriptException when the script fails
     */
    public VectorSchemaRoot receiveBatch() throws IOException {
        return received(() -> {
            FrameChannel.Header header = next();
            if (header.type() == FrameType.OUTPUT_SCHEMA && outputSchema == null) {
                readOutputSchema(header);
                header = next();
            }
            expect(header, FrameType.OUTPUT_BATCH);
            return readOutputBatch(header);
        });
    }

    /**
     * Waits for the rest of the session.
     *
     * @param batches takes the output batches that come before the end; the caller owns and closes them
     * @throws ScriptException when the script fails
     */
    public Done receiveRest(List<VectorSchemaRoot> batches) throws IOException {
        return received(() -> rest(batches));
    }

    private Done rest(List<VectorSchemaRoot> batches) throws IOException {
        FrameChannel.Header header = next();
        while (header.type() == FrameType.OUTPUT_BATCH) {
            batches.add(readOutputBatch(header));
            header = next();
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        Schema declared = order.outputParameterSchema();
        if (!declared.getFields().isEmpty()) {
            readParameters(header, declared, parameters);
            header = next();
        }
        expect(header, FrameType.DONE);
        answered = true;
        return done(channel.readJson(header), parameters);
    }

    private void readParameters(FrameChannel.Header first, Schema declared, Map<String, Object> parameters) throws IOException {
        expect(first, FrameType.PARAMETER_SCHEMA);
        checkTypes(ArrowFrames.readSchema(channel, first), declared, "output parameters");
        FrameChannel.Header header = next();
        expect(header, FrameType.PARAMETER_BATCH);
        try (VectorSchemaRoot row = ArrowFrames.readBatch(channel, header, declared, allocator)) {
            if (row.getRowCount() != 1) {
                throw new ProtocolViolation("output parameters came as " + row.getRowCount() + " rows");
            }
            for (FieldVector vector : row.getFieldVectors()) {
                parameters.put(vector.getName(), Values.get(vector, 0));
            }
        }
    }

    /** Gives the session up and waits until the satellite is ready for the next one. Output that comes is dropped. */
    public void abandon() throws IOException {
        endInput(false);
        while (!answered) {
            try {
                received(() -> {
                    FrameChannel.Header header = next();
                    answered = header.type() == FrameType.DONE;
                    channel.readBuffer(header.length(), allocator).close();
                    return null;
                });
            } catch (ScriptException expected) {
                // this is the answer
            }
        }
    }

    /** The messages received since the last call. */
    public List<ScriptMessage> drainMessages() {
        synchronized (messages) {
            List<ScriptMessage> drained = List.copyOf(messages);
            messages.clear();
            return drained;
        }
    }

    /** A frame that is malformed in a way that no check knows is a violation too: what comes after it is not understood. */
    private static <T> T received(Receiving<T> receiving) throws IOException {
        try {
            return receiving.run();
        } catch (ScriptException answer) {
            throw answer;
        } catch (RuntimeException malformed) {
            throw new ProtocolViolation("what it sent cannot be read: " + malformed, malformed);
        }
    }

    /** The next frame that is not a message; ERROR becomes an exception once the satellite is back in step. */
    private FrameChannel.Header next() throws IOException {
        while (true) {
            FrameChannel.Header header = channel.readHeader();
            if (header.type() == FrameType.MESSAGE) {
                keep(channel.readJson(header));
            } else if (header.type() == FrameType.ERROR) {
                JsonObject error = channel.readJson(header);
                answered = true;
                endInput(false);
                throw scriptException(error);
            } else {
                return header;
            }
        }
    }

    private void keep(JsonObject message) {
        String text = message.getString("text", "");
        if (messageRoom > 0) {
            synchronized (messages) {
                messages.add(new ScriptMessage(stream(message.getString("stream", "")), text));
            }
            messageRoom -= text.length();
        }
    }

    private static ScriptMessage.Stream stream(String name) {
        return switch (name) {
            case "stdout" -> ScriptMessage.Stream.STDOUT;
            case "stderr" -> ScriptMessage.Stream.STDERR;
            default -> ScriptMessage.Stream.NOTICE;
        };
    }

    private ScriptException scriptException(JsonObject error) {
        String message = error.getString("message", "");
        String subject = error.getString("subject", "");
        String trace = error.getString("traceback", "");
        String kind = error.getString("kind", "").toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "syntax" -> failure(ErrorCode.SCRIPT_SYNTAX, trace, message);
            case "package" -> failure(ErrorCode.PACKAGE_MISSING, trace, subject);
            case "schema" -> failure(ErrorCode.OUTPUT_SCHEMA_MISMATCH, trace, message);
            case "not_tabular" -> failure(ErrorCode.OUTPUT_NOT_TABULAR, trace, message);
            case "input" -> failure(ErrorCode.INPUT_VALUE_UNFIT, trace, subject, message);
            case "language" -> failure(ErrorCode.RUNTIME_UNKNOWN, trace, message);
            case "arrow" -> failure(ErrorCode.ARROW_UNSUPPORTED, trace, message);
            case "value" -> failure(ErrorCode.OUTPUT_VALUE_UNFIT, trace, subject, message);
            case "parameter" -> failure(ErrorCode.OUTPUT_PARAMETER_INVALID, trace, subject, message);
            case "internal" -> failure(ErrorCode.INTERNAL, trace, message);
            case "cancelled" -> failure(ErrorCode.SCRIPT_CANCELLED, trace, message);
            default -> failure(ErrorCode.SCRIPT_FAILED, trace, message);
        };
    }

    private ScriptException failure(ErrorCode code, String trace, Object... values) {
        return new ScriptException(code, order.requestId(), trace, drainMessages(), null, values);
    }

    private Schema readOutputSchema(FrameChannel.Header header) throws IOException {
        outputSchema = ArrowFrames.readSchema(channel, header);
        RecordBatchCheck.checkSchema(outputSchema);
        if (order.script().resultSchema().isPresent()) {
            Schema declared = order.script().resultSchema().get().arrowSchema();
            checkTypes(outputSchema, declared, "the output");
            outputSchema = declared;
        }
        return outputSchema;
    }

    private VectorSchemaRoot readOutputBatch(FrameChannel.Header header) throws IOException {
        if (outputSchema == null) {
            throw new ProtocolViolation("a batch came before its schema");
        }
        return ArrowFrames.readBatch(channel, header, outputSchema, allocator);
    }

    private static void checkTypes(Schema seen, Schema declared, String what) throws ProtocolViolation {
        if (!plain(seen).equals(plain(declared))) {
            throw new ProtocolViolation(what + " came with the columns " + seen.getFields() + " instead of " + declared.getFields());
        }
    }

    /** Satellites send no metadata. */
    private static List<Field> plain(Schema schema) {
        return plain(schema.getFields());
    }

    private static List<Field> plain(List<Field> fields) {
        return fields.stream().map(field -> new Field(field.getName(),
                new FieldType(field.isNullable(), field.getType(), field.getDictionary()), plain(field.getChildren()))).toList();
    }

    private static Done done(JsonObject done, Map<String, Object> parameters) throws ProtocolViolation {
        try {
            return new Done(count(done, "rowsIn"), count(done, "rowsOut"), count(done, "scriptMillis"), count(done, "cpuMillis"),
                    count(done, "peakMemoryBytes"), count(done, "readBytes"), count(done, "writtenBytes"), parameters);
        } catch (NullPointerException | ClassCastException | ArithmeticException malformed) {
            throw new ProtocolViolation("a DONE frame lacks a number", malformed);
        }
    }

    private static long count(JsonObject done, String name) {
        return done.getJsonNumber(name).longValueExact();
    }

    private static void expect(FrameChannel.Header header, FrameType type) throws ProtocolViolation {
        if (header.type() != type) {
            throw new ProtocolViolation("a " + header.type() + " frame came where " + type + " was due");
        }
    }
}

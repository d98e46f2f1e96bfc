package org.groundstation.adapter;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.columnar.ArrowSources;
import org.groundstation.api.columnar.QueryReader;
import org.groundstation.api.columnar.RecordsReader;
import org.groundstation.exchange.InputColumns;

/**
 * The input of one execution: whatever a reader throws is an error with a code. Not thread-safe.
 *
 * <p>{@link ErrorCode#ARROW_UNSUPPORTED} for what is not understood of Arrow streams and files, {@link ErrorCode#INPUT_FAILED} for
 * other readers.
 */
final class InputReader implements AutoCloseable {
    private final ArrowReader reader;

    /** An action of a reader. */
    private interface Reading<T> {
        T run() throws IOException;
    }

    InputReader(ScriptInput input, BufferAllocator allocator) {
        reader = input.open(allocator);
    }

    /** @return null for no input */
    InputColumns columns() {
        return reader == null ? null : reading(() -> {
            ArrowSources.check(reader);
            return new InputColumns(reader.getVectorSchemaRoot().getSchema(), reader.getDictionaryVectors(),
                    reader instanceof QueryReader || reader instanceof RecordsReader);
        });
    }

    /** Reads the next batch. @return null at the end */
    VectorSchemaRoot next() {
        return reader == null ? null : reading(() -> reader.loadNextBatch() ? reader.getVectorSchemaRoot() : null);
    }

    /** The script has ended well. */
    void completed() {
        if (reader instanceof QueryReader query) {
            query.commit();
        }
    }

    @Override
    public void close() {
        if (reader != null) {
            reading(() -> {
                reader.close();
                return null;
            });
        }
    }

    private <T> T reading(Reading<T> action) {
        try {
            return action.run();
        } catch (GroundstationException known) {
            throw known;
        } catch (IOException | RuntimeException failed) {
            throw isForeign()
                    ? new GroundstationException(ErrorCode.ARROW_UNSUPPORTED, failed, reason(failed))
                    : new GroundstationException(ErrorCode.INPUT_FAILED, failed, reason(failed));
        }
    }

    /** Whether it reads what somebody else has written. */
    private boolean isForeign() {
        return reader instanceof ArrowStreamReader || reader instanceof ArrowFileReader;
    }

    private static String reason(Exception failed) {
        String said = String.valueOf(failed.getMessage());
        if (said.contains("arrow-compression")) {
            return "it is compressed; write it uncompressed";
        }
        if (said.contains("nodes")) { // it goes on with addresses in memory
            return "a batch does not fit its schema, or a struct has two fields of one name";
        }
        return failed instanceof IOException && failed.getMessage() != null ? said : failed.getClass().getSimpleName() + ": " + said;
    }
}

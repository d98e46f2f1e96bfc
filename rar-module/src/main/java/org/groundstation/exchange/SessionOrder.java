package org.groundstation.exchange;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.Parameter;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.columnar.Values;

/**
 * What the server orders from a satellite for one session.
 *
 * @param runtime what the satellite was asked for with
 * @param arguments values of the input parameters by name; checked against the script when built
 * @param input columns of the input, or null for no input
 * @param perBatch true: run for each batch, false: run once over all rows
 * @param messagesMax how much printed text is forwarded, in bytes
 */
public record SessionOrder(String requestId, RuntimeName runtime, ExternalScript script, Map<String, ?> arguments, InputColumns input,
        boolean perBatch, int messagesMax) {

    /** @throws GroundstationException {@link ErrorCode#PARAMETER_INVALID} for missing and unknown arguments */
    public SessionOrder {
        arguments = new HashMap<>(arguments);
        for (String name : arguments.keySet()) {
            Parameter declared = script.parameters().get(name);
            if (declared == null || !declared.input()) {
                throw new GroundstationException(ErrorCode.PARAMETER_INVALID, name, "the script does not declare it as input");
            }
        }
        for (Parameter parameter : script.parameters().values()) {
            if (parameter.input() && !arguments.containsKey(parameter.name())) {
                throw new GroundstationException(ErrorCode.PARAMETER_INVALID, parameter.name(), "no value was passed");
            }
        }
    }

    JsonObject toJson() {
        return ControlJson.BUILDERS.createObjectBuilder()
                .add("requestId", requestId)
                .add("language", script.language())
                .add("runtime", runtime.name())
                .add("script", script.source())
                .add("inputName", script.inputName())
                .add("outputName", script.outputName())
                .add("dataFormat", script.dataFormat().name())
                .add("perBatch", perBatch)
                .add("inputParameters", names(Parameter::input))
                .add("outputParameters", names(Parameter::output))
                .add("resultDeclared", script.resultSchema().isPresent())
                .add("inputGiven", input != null)
                .add("messagesMax", messagesMax)
                .build();
    }

    /**
     * All parameters as one row, NULL for those that are only returned. The caller owns it.
     *
     * @throws GroundstationException {@link ErrorCode#PARAMETER_INVALID} when a value does not fit its type
     */
    public VectorSchemaRoot parameterRow(BufferAllocator allocator) {
        VectorSchemaRoot row = VectorSchemaRoot.create(schema(parameter -> true), allocator);
        try {
            for (Parameter parameter : script.parameters().values()) {
                set(row, parameter.name(), arguments.get(parameter.name()));
            }
            row.setRowCount(1);
            return row;
        } catch (RuntimeException | Error failed) {
            row.close();
            throw failed;
        }
    }

    /** The schema of the row of output parameters. */
    Schema outputParameterSchema() {
        return schema(Parameter::output);
    }

    private static void set(VectorSchemaRoot row, String name, Object value) {
        try {
            Values.set(row.getVector(name), 0, value);
        } catch (IllegalArgumentException unfit) {
            throw new GroundstationException(ErrorCode.PARAMETER_INVALID, unfit, name, unfit.getMessage());
        }
    }

    private Schema schema(Predicate<Parameter> which) {
        List<Field> fields = script.parameters().values().stream().filter(which)
                .map(parameter -> parameter.type().arrowField(parameter.name(), true)).toList();
        return new Schema(fields);
    }

    private JsonArrayBuilder names(Predicate<Parameter> which) {
        JsonArrayBuilder names = ControlJson.BUILDERS.createArrayBuilder();
        script.parameters().values().stream().filter(which).forEach(parameter -> names.add(parameter.name()));
        return names;
    }
}

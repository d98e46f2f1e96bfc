package org.groundstation.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One script with everything that stays the same between its executions: language, text, names, parameters, declared
 * result and timeout. Immutable and thread-safe; build it once and keep it.
 *
 * <p>Follows {@code sp_execute_external_script}: rows arrive as {@code InputDataSet}, rows are returned as
 * {@code OutputDataSet}, parameters are global variables, {@code pandas} and {@code numpy} exist without an import.
 */
public final class ExternalScript implements java.io.Serializable {
    private static final long serialVersionUID = 1;
    private static final Pattern IDENTIFIER = Pattern.compile("(?!__)[A-Za-z_][A-Za-z0-9_]*");
    /** Python's keywords, and the modules that every script finds. */
    private static final Set<String> TAKEN = Set.of("False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
            "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
            "pass", "raise", "return", "try", "while", "with", "yield", "pandas", "numpy");

    /** What a script sees as its input and returns as its output. */
    public enum DataFormat {
        /** A pandas DataFrame with pandas' own types: whole numbers with NULL become floats, NULL text is NaN. */
        PANDAS,
        /** A pandas DataFrame over Arrow's types: NULL stays NULL and every number exact. */
        PANDAS_ARROW,
        /**
         * A pandas DataFrame as SQL Server makes it: decimals are floats, NULL text is None; results are taken by position,
         * fractions are cut where whole numbers are declared, and infinities are NULL.
         */
        SQL_SERVER,
        /** A {@code pyarrow.Table}: no conversion, for many rows or the lowest latency. */
        ARROW,
        /**
         * An iterator of {@code pyarrow.RecordBatch} that the script pulls; it returns an iterable of tables, batches or
         * DataFrames, any number of rows each. Larger inputs than fit into memory, one pass.
         */
        BATCHES
    }

    /**
     * A parameter.
     *
     * @param input the caller passes a value
     * @param output the script's value is returned
     */
    public record Parameter(String name, SqlType type, boolean input, boolean output) implements java.io.Serializable {
    }

    private final String language;
    private final String source;
    private final String inputName;
    private final String outputName;
    private final DataFormat dataFormat;
    private final LinkedHashMap<String, Parameter> parameters;
    private final ResultSchema resultSchema;
    private final Duration timeout;

    private ExternalScript(Builder builder) {
        language = builder.language;
        source = builder.source;
        inputName = builder.inputName;
        outputName = builder.outputName;
        dataFormat = builder.dataFormat;
        parameters = new LinkedHashMap<>(builder.parameters);
        resultSchema = builder.resultSchema;
        timeout = builder.timeout;
    }

    /** Starts a Python script. */
    public static Builder python(String source) {
        return new Builder("Python", source);
    }

    /** The language, {@code Python}. */
    public String language() {
        return language;
    }

    /** The text of the script. */
    public String source() {
        return source;
    }

    /** The variable that holds the input rows, {@code InputDataSet} by default. */
    public String inputName() {
        return inputName;
    }

    /** The variable that the output rows are taken from, {@code OutputDataSet} by default. */
    public String outputName() {
        return outputName;
    }

    /** What the input variable holds, {@link DataFormat#PANDAS} by default. */
    public DataFormat dataFormat() {
        return dataFormat;
    }

    /** The declared parameters by name, in the order of declaration. */
    public Map<String, Parameter> parameters() {
        return java.util.Collections.unmodifiableMap(parameters);
    }

    /** The declared result; empty means that the columns are taken from the first output. */
    public Optional<ResultSchema> resultSchema() {
        return Optional.ofNullable(resultSchema);
    }

    /**
     * The longest time that one execution (of a session: one batch) may take. Empty means the setting
     * {@code groundstation.script.timeout}; zero means no limit.
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** Collects the parts of a script. Not thread-safe. */
    public static final class Builder {
        private final String language;
        private final String source;
        private String inputName = "InputDataSet";
        private String outputName = "OutputDataSet";
        private DataFormat dataFormat = DataFormat.PANDAS;
        private final Map<String, Parameter> parameters = new LinkedHashMap<>();
        private ResultSchema resultSchema;
        private Duration timeout;

        private Builder(String language, String source) {
            this.language = language;
            this.source = source;
        }

        /** Names the variable that holds the input rows. */
        public Builder inputName(String name) {
            inputName = identifier(name);
            return this;
        }

        /** Names the variable that the output rows are taken from. */
        public Builder outputName(String name) {
            outputName = identifier(name);
            return this;
        }

        /** Chooses what the input variable holds. */
        public Builder dataFormat(DataFormat format) {
            dataFormat = format;
            return this;
        }

        /** Declares a parameter that the caller passes. */
        public Builder parameter(String name, SqlType type) {
            return declare(new Parameter(identifier(name), type, true, false));
        }

        /** Declares a parameter that the script returns. */
        public Builder outputParameter(String name, SqlType type) {
            return declare(new Parameter(identifier(name), type, false, true));
        }

        /** Declares a parameter that the caller passes and the script returns. */
        public Builder inOutParameter(String name, SqlType type) {
            return declare(new Parameter(identifier(name), type, true, true));
        }

        /** Declares the result columns; every output is cast to them, or fails. */
        public Builder resultSchema(ResultSchema schema) {
            resultSchema = schema;
            return this;
        }

        /** Declares the result columns as SQL writes them, for example {@code "id bigint, score double"}. */
        public Builder resultSchema(String schema) {
            return resultSchema(ResultSchema.parse(schema));
        }

        /** Limits the time of one execution; zero means no limit. */
        public Builder timeout(Duration limit) {
            if (limit.isNegative()) {
                throw new GroundstationException(ErrorCode.SCRIPT_INVALID, "a timeout cannot be negative");
            }
            timeout = limit;
            return this;
        }

        /** @throws GroundstationException {@link ErrorCode#SCRIPT_INVALID} when a part is missing or names clash */
        public ExternalScript build() {
            if (source == null || source.isBlank()) {
                throw new GroundstationException(ErrorCode.SCRIPT_INVALID, "its text is empty");
            }
            for (String reserved : new String[] {inputName, outputName}) {
                if (parameters.containsKey(reserved)) {
                    throw new GroundstationException(ErrorCode.SCRIPT_INVALID, "the parameter '" + reserved
                            + "' clashes with the data set of that name");
                }
            }
            if (inputName.equals(outputName)) {
                throw new GroundstationException(ErrorCode.SCRIPT_INVALID, "input and output are both named '" + inputName + "'");
            }
            return new ExternalScript(this);
        }

        private Builder declare(Parameter parameter) {
            if (parameters.putIfAbsent(parameter.name(), parameter) != null) {
                throw new GroundstationException(ErrorCode.SCRIPT_INVALID, "the parameter '" + parameter.name() + "' is declared twice");
            }
            return this;
        }

        private static String identifier(String name) {
            if (name == null || !IDENTIFIER.matcher(name).matches() || TAKEN.contains(name)) {
                throw new GroundstationException(ErrorCode.SCRIPT_INVALID, "'" + name + "' is not a name that Python accepts");
            }
            return name;
        }
    }
}

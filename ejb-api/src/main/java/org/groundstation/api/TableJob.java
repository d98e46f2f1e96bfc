package org.groundstation.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.groundstation.api.admin.ExternalResourcePool;

/**
 * One job: score every row of a table with a script and write the results into another table, exactly once. Immutable.
 *
 * <p>The script runs once for each chunk of rows. It must return the key columns and the result columns; the key tells
 * which row a result belongs to.
 *
 * @param name what people call it
 * @param source table or view to read, with its schema if it needs one
 * @param keyColumns the source's columns without NULL that together name each row once, in the order in which they sort; mostly one. All of
 *        them are columns of the result too
 * @param columns further columns that the script gets; empty means every column of the source
 * @param target table to write; made with the result's columns and the key as primary key when it does not exist
 * @param script the text of the Python script
 * @param dataFormat what the script sees
 * @param result the columns that the script returns and the target takes, the key columns among them
 * @param models input parameters that carry stored models: parameter name to model name
 * @param arguments further input parameters: name to value; a Boolean, Long, Double or String
 * @param partitions how many satellites work at once, 1 to 64
 * @param chunkRows the most rows of a transaction, 1 to 1,000,000; with wide rows it ends at about 8 MB of values
 * @param chunkTimeout longest time for scoring one chunk; zero means no limit
 * @param resourcePool the external resource pool that its satellites belong to
 * @param onlyWithoutResult whether only rows are scored whose key the target does not have when the job is planned: those that have come since
 *        the last run
 * @param numbered whether the source has no key that could be used: its rows are numbered from 1 as they are read, in a column with the name of the
 *        key, which the source does not have. Such a job has one partition and goes back to its first row whenever it was interrupted: nothing says
 *        which rows had which numbers before
 */
public record TableJob(String name, String source, List<String> keyColumns, List<String> columns, String target, String script,
        ExternalScript.DataFormat dataFormat, ResultSchema result, Map<String, String> models, Map<String, Object> arguments,
        int partitions, int chunkRows, Duration chunkTimeout, String resourcePool, boolean onlyWithoutResult, boolean numbered)
        implements java.io.Serializable {

    /** @throws GroundstationException {@link ErrorCode#JOB_INVALID} when a part is missing or out of range */
    public TableJob {
        require(filled(name), "it has no name");
        require(filled(source), "it has no source table");
        require(keyColumns != null && !keyColumns.isEmpty() && keyColumns.stream().allMatch(TableJob::filled), "it has no key column");
        require(filled(target), "it has no target table");
        require(filled(script), "its script is empty");
        require(result != null, "it has no result schema");
        keyColumns.forEach(key -> require(result.columns().stream().anyMatch(column -> column.name().equalsIgnoreCase(key)),
                "the result schema lacks the key column '" + key + "'"));
        require(keyColumns.stream().map(key -> key.toLowerCase(Locale.ROOT)).distinct().count() == keyColumns.size(),
                "its key has the same column twice: '" + String.join(", ", keyColumns) + "'");
        require(result.columns().size() > keyColumns.size(), "the result schema has no column besides the key");
        require(!numbered || keyColumns.size() == 1, "rows are numbered in one column, not in '" + String.join(", ", keyColumns) + "'");
        require(!numbered || partitions == 1, "rows that are numbered have one partition, not " + partitions);
        require(!numbered || !onlyWithoutResult, "rows that are numbered anew each time cannot be those without a result");
        require(partitions >= 1 && partitions <= 64, "partitions must be 1 to 64, not " + partitions);
        require(chunkRows >= 1 && chunkRows <= 1_000_000, "chunkRows must be 1 to 1000000, not " + chunkRows);
        require(chunkTimeout != null && !chunkTimeout.isNegative(), "chunkTimeout must be zero or more");
        require(filled(resourcePool), "it has no resource pool");
        require(columns != null && models != null && arguments != null, "columns, models and arguments may be empty, not null");
        require(columns.stream().noneMatch(Objects::isNull), "one of the columns is null; name it, or leave it out");
        models.forEach((parameter, model) -> require(model != null, "parameter '" + parameter + "' names no model"));
        arguments.forEach((parameter, value) -> require(value != null,
                "argument '" + parameter + "' is null; give it a value, for NULL has no type"));
        keyColumns = List.copyOf(keyColumns);
        columns = List.copyOf(columns);
        models = Map.copyOf(models);
        arguments = Map.copyOf(arguments);
        arguments.forEach((parameter, value) -> require(
                value instanceof Boolean || value instanceof Long || value instanceof Double || value instanceof String,
                "argument '" + parameter + "' must be a Boolean, Long, Double or String"));
    }

    /**
     * A job with a key of one column.
     *
     * @throws GroundstationException {@link ErrorCode#JOB_INVALID} when a part is missing or out of range
     */
    public TableJob(String name, String source, String key, List<String> columns, String target, String script,
            ExternalScript.DataFormat dataFormat, ResultSchema result, Map<String, String> models, Map<String, Object> arguments,
            int partitions, int chunkRows, Duration chunkTimeout, String resourcePool) {
        this(name, source, key == null ? List.of() : List.of(key), columns, target, script, dataFormat, result, models, arguments, partitions,
                chunkRows, chunkTimeout, resourcePool, false, false);
    }

    /** The key as people name it: its column, or its columns with commas between them. */
    public String key() {
        return String.join(", ", keyColumns);
    }

    /** Whether a column, named without regard to case, is one of the key. */
    public boolean isKey(String column) {
        return keyColumns.stream().anyMatch(column::equalsIgnoreCase);
    }

    /** Starts a job of that name. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    private static boolean filled(String text) {
        return text != null && !text.isBlank();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new GroundstationException(ErrorCode.JOB_INVALID, what);
        }
    }

    /** Collects the parts of a job. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private String source;
        private final List<String> keyColumns = new ArrayList<>();
        private final List<String> columns = new ArrayList<>();
        private String target;
        private String script;
        private ExternalScript.DataFormat dataFormat = ExternalScript.DataFormat.PANDAS;
        private ResultSchema result;
        private final Map<String, String> models = new LinkedHashMap<>();
        private final Map<String, Object> arguments = new LinkedHashMap<>();
        private int partitions = 1;
        private int chunkRows = 65_536;
        private Duration chunkTimeout = Duration.ofMinutes(10);
        private String resourcePool = ExternalResourcePool.DEFAULT;
        private boolean onlyWithoutResult;
        private boolean numbered;

        private Builder(String name) {
            this.name = name;
        }

        /** The table or view to read and its unique key of one column. */
        public Builder from(String table, String keyColumn) {
            return from(table, keyColumn, new String[0]);
        }

        /** The table or view to read and the columns that are its key together, in the order in which they sort. */
        public Builder from(String table, String firstKeyColumn, String... furtherKeyColumns) {
            source = table;
            keyColumns.clear();
            keyColumns.add(firstKeyColumn);
            keyColumns.addAll(Arrays.asList(furtherKeyColumns));
            return this;
        }

        /** Numbers the rows of a source that has no usable key, in the column that {@link #from} names; see {@link TableJob#numbered}. */
        public Builder numbered() {
            numbered = true;
            return this;
        }

        /** The columns that the script gets besides the key; without this call, all of them. */
        public Builder columns(String... names) {
            columns.addAll(Arrays.asList(names));
            return this;
        }

        /** The table to write and its columns as SQL writes them, for example {@code "id bigint not null, score double"}. */
        public Builder into(String table, String resultSchema) {
            target = table;
            result = ResultSchema.parse(resultSchema);
            return this;
        }

        /** The text of the script. */
        public Builder script(String source) {
            script = source;
            return this;
        }

        /** What the script sees, pandas by default. */
        public Builder dataFormat(ExternalScript.DataFormat format) {
            dataFormat = format;
            return this;
        }

        /** Passes the newest version of a stored model as {@code bytes}; a restart uses the same version. */
        public Builder model(String parameter, String modelName) {
            models.put(parameter, modelName);
            return this;
        }

        /** Passes a Boolean, Long, Double or String; NULL, which has no type, cannot be passed. */
        public Builder argument(String parameter, Object value) {
            arguments.put(parameter, value instanceof Integer number ? Long.valueOf(number) : value);
            return this;
        }

        /** How many satellites work at once; 1 by default. */
        public Builder partitions(int count) {
            partitions = count;
            return this;
        }

        /** The most rows of a transaction; 65,536 by default. */
        public Builder chunkRows(int rows) {
            chunkRows = rows;
            return this;
        }

        /** The longest time for scoring one chunk; 10 minutes by default, zero for no limit. */
        public Builder chunkTimeout(Duration limit) {
            chunkTimeout = limit;
            return this;
        }

        /** Scores only rows whose key the target does not have when the job is planned; without this call, all rows. */
        public Builder onlyWithoutResult() {
            onlyWithoutResult = true;
            return this;
        }

        /** The external resource pool that its satellites belong to; {@code default} by default. */
        public Builder resourcePool(String pool) {
            resourcePool = pool;
            return this;
        }

        /** @throws GroundstationException {@link ErrorCode#JOB_INVALID} when a part is missing or out of range */
        public TableJob build() {
            return new TableJob(name, source, keyColumns, columns, target, script, dataFormat, result, models, arguments, partitions,
                    chunkRows, chunkTimeout, resourcePool, onlyWithoutResult, numbered);
        }
    }
}

package org.groundstation.console.rest;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJob;

/**
 * A table job: score every row of a table with a script and write the results into another table, exactly once. What is missing gets the
 * default of {@link TableJob.Builder}.
 *
 * @param name what people call it
 * @param source table or view to read
 * @param key the source's unique column without NULL, or the columns that are unique together, in the order in which they sort; also
 *        columns of the result
 * @param columns columns that the script gets besides the key; none means all
 * @param target table to write; made when it does not exist
 * @param script the text of the Python script
 * @param dataFormat what the script sees; PANDAS by default
 * @param result the result's columns as SQL writes them
 * @param models input parameters that carry stored models: parameter to model name
 * @param arguments further input parameters: name to value
 * @param partitions satellites that work at once; 1 by default
 * @param chunkRows the most rows of a transaction, which ends at about 8 MB of values at the latest; 65536 by default
 * @param chunkTimeoutMillis longest time for scoring one chunk in ms; 600000 by default, 0 for no limit
 * @param resourcePool the external resource pool that its satellites belong to; 'default' by default
 * @param onlyWithoutResult whether only rows are scored whose key the target does not have when the job is planned
 * @param numbered whether the source has no usable key: its rows are numbered from 1 as they are read, in a column named as the key. One
 *        partition; an interrupted job goes back to its first row
 */
@Schema(requiredProperties = {"name", "source", "key", "target", "script", "result"})
public record JobRequest(String name, String source, @Schema(oneOf = {
    String.class, KeyColumns.class}) Object key, List<String> columns, String target,
        String script, @Schema(implementation = ExternalScript.DataFormat.class) String dataFormat,
        @Schema(examples = "id bigint not null, score double") String result, Map<String, String> models,
        @Schema(additionalProperties = Argument.class) Map<String, Object> arguments,
        @Schema(minimum = "1", maximum = "64") Integer partitions, @Schema(minimum = "1", maximum = "1000000") Integer chunkRows,
        @Schema(minimum = "0") Long chunkTimeoutMillis, String resourcePool, @Schema(defaultValue = "false") Boolean onlyWithoutResult,
        @Schema(defaultValue = "false") Boolean numbered){

    /** What a key of several columns is, for the description of this API. */
    @Schema(type = SchemaType.ARRAY, implementation = String.class, minItems = 1)
    interface KeyColumns {
    }

    /** What an argument may be, for the description of this API. */
    @Schema(oneOf = {Boolean.class, BigDecimal.class, String.class})
    interface Argument {
    }

    /** @throws GroundstationException {@link ErrorCode#JOB_INVALID} and others when it is no job */
    TableJob toJob() {
        List<String> keys = names(key);
        TableJob.Builder job = TableJob.named(name).from(source, keys.get(0), keys.subList(1, keys.size()).toArray(String[]::new)).script(script);
        if (Boolean.TRUE.equals(numbered)) {
            job.numbered();
        }
        if (result == null) {
            throw new GroundstationException(ErrorCode.JOB_INVALID, "it has no result schema");
        }
        job.into(target, result);
        if (columns != null) {
            job.columns(columns.toArray(String[]::new));
        }
        if (dataFormat != null) {
            job.dataFormat(format(dataFormat));
        }
        if (models != null) {
            models.forEach(job::model);
        }
        if (arguments != null) {
            arguments.forEach((name, value) -> job.argument(name, value instanceof BigDecimal number ? exact(name, number) : value));
        }
        if (partitions != null) {
            job.partitions(partitions);
        }
        if (chunkRows != null) {
            job.chunkRows(chunkRows);
        }
        if (chunkTimeoutMillis != null) {
            job.chunkTimeout(Duration.ofMillis(chunkTimeoutMillis));
        }
        if (resourcePool != null) {
            job.resourcePool(resourcePool);
        }
        if (Boolean.TRUE.equals(onlyWithoutResult)) {
            job.onlyWithoutResult();
        }
        return job.build();
    }

    private static List<String> names(Object key) {
        List<?> names = key instanceof List<?> list ? list : Arrays.asList(key);
        if (names.isEmpty() || key != null && !names.stream().allMatch(String.class::isInstance)) {
            throw new GroundstationException(ErrorCode.JOB_INVALID, "key must be the name of a column, or a list of such names");
        }
        return names.stream().map(String.class::cast).toList();
    }

    private static ExternalScript.DataFormat format(String name) {
        try {
            return ExternalScript.DataFormat.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new GroundstationException(ErrorCode.JOB_INVALID, unknown,
                    "dataFormat must be one of " + List.of(ExternalScript.DataFormat.values()) + ", not '" + name + "'");
        }
    }

    /** JSON's numbers have any digits, and a double some 16. */
    private static Double exact(String name, BigDecimal number) {
        double value = number.doubleValue();
        if (Double.isInfinite(value) || BigDecimal.valueOf(value).compareTo(number) != 0) {
            throw new GroundstationException(ErrorCode.JOB_INVALID, "argument '" + name + "' has more digits than a double keeps; pass it as text");
        }
        return value;
    }
}

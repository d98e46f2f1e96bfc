package org.groundstation.console.rest;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.TableJob;

/**
 * A {@link TableJob} as JSON. What is missing gets the default of {@link TableJob.Builder}.
 *
 * @param key the name of the key column, or a list of those that are the key together
 * @param result the result columns as SQL writes them
 * @param chunkTimeoutMillis in ms; 0 means no limit
 */
public record JobRequest(String name, String source, Object key, List<String> columns, String target, String script,
        String dataFormat, String result, Map<String, String> models, Map<String, Object> arguments, Integer partitions,
        Integer chunkRows, Long chunkTimeoutMillis, String resourcePool, Boolean onlyWithoutResult, Boolean numbered) {

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

package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The golden streams of the Arrow project, which every implementation of Arrow has to read: each arrives with the values that pyarrow itself reads
 * from the same bytes, or is refused. The script compares the two.
 */
@Timeout(300)
class GoldenFilesTest extends ConnectedTest {
    private static final Set<ErrorCode> REFUSED = Set.of(ErrorCode.ARROW_UNSUPPORTED, ErrorCode.INPUT_VALUE_UNFIT);
    private static final String COMPARE = """
            import pyarrow as pa

            def same(seen, right):
                if right is None or isinstance(right, float) and right != right:
                    return seen is None or not hasattr(seen, "__len__") and bool(pandas.isna(seen))
                if isinstance(right, dict):
                    return seen.keys() == right.keys() and all(same(seen[key], right[key]) for key in right)
                if isinstance(right, (list, tuple)):
                    return not hasattr(right, "months") and len(seen) == len(right) and all(map(same, seen, right)) or offset(seen, right)
                if isinstance(seen, float):
                    return seen == float(right)
                return bool(seen == right) or str(seen) == str(right)

            def offset(seen, right):
                return hasattr(right, "months") and (seen == right or seen.kwds.get("months", 0) == right.months and seen.kwds.get("days", 0) == right.days)

            def python(column):
                try:
                    return [None if value is pandas.NaT else value for value in column.to_pylist()]
                except (OverflowError, ValueError, KeyError):
                    return None  # pyarrow itself has no values of Python for it

            def plain(column):
                if isinstance(column.type, pa.BaseExtensionType):
                    return pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
                zoned = pa.types.is_timestamp(column.type) and column.type.tz
                return column.cast(pa.timestamp(column.type.unit, "UTC")) if zoned else column

            on_arrow = hasattr(InputDataSet, "column_names")
            expected = pa.ipc.open_stream(golden).read_all()
            names = InputDataSet.column_names if on_arrow else list(InputDataSet.columns)
            wrong = [] if names == expected.column_names else [f"names {names}"]
            for position, column in enumerate(map(plain, expected.columns)):
                if str(column.type) in ("month_interval", "day_time_interval"):
                    seen = InputDataSet.column(position) if on_arrow else InputDataSet.iloc[:, position]
                    wrong += [] if len(seen) == len(column) else [str(column.type)]
                    continue  # pyarrow does not let anybody look into it
                right = python(column)
                if on_arrow:
                    got = InputDataSet.column(position)
                    seen = python(plain(got))
                    if right is None and not got.combine_chunks().equals(column.combine_chunks()):
                        wrong.append(f"{names[position]} {column.type}")
                else:
                    series = InputDataSet.iloc[:, position]
                    zoned = isinstance(series.dtype, pandas.DatetimeTZDtype) or "tz=" in str(series.dtype)
                    if right is None or "duration" in str(series.dtype):  # which pandas does not show in full
                        continue
                    seen = (series.dt.tz_convert("UTC") if zoned else series).tolist()
                if right is not None and (len(seen) != len(right) or not all(map(same, seen, right))):
                    at = next((i for i, (a, b) in enumerate(zip(seen, right)) if not same(a, b)), -1)
                    wrong.append(f"{names[position]} {column.type} row {at}: {seen[at]!r:.80} for {right[at]!r:.80}")
            OutputDataSet = pandas.DataFrame({"wrong": wrong})
            """;

    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = "BATCHES", mode = EnumSource.Mode.EXCLUDE)
    void everyStreamArrivesEqualOrIsRefused(DataFormat format) throws IOException {
        Map<String, String> outcomes = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(getClass().getResourceAsStream("arrow-golden-streams.zip"))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] golden = zip.readAllBytes();
                outcomes.put(entry.getName(), outcome(format, golden, ScriptInput.arrowStream(new ByteArrayInputStream(golden))));
                try (RootAllocator allocator = new RootAllocator()) {
                    ScriptInput reader = ScriptInput.batches(new ArrowStreamReader(new ByteArrayInputStream(golden), allocator));
                    outcomes.put(entry.getName() + " by a reader", outcome(format, golden, reader));
                }
            }
        }
        assertThat(outcomes).hasSize(2 * 91).allSatisfy((file, outcome) -> {
            if (file.contains("bigendian")) {
                assertThat(outcome).startsWith("GS-1017");
            } else if (!mayBeRefused(file, format)) {
                assertThat(outcome).isEqualTo("equal");
            } else {
                assertThat(outcome).matches("equal|GS-101[67]: .*");
            }
        });
    }

    /** Unions, run-end encoding, compression and structs with two fields of one name everywhere; times and durations where Python has no value for them. */
    private static boolean mayBeRefused(String file, DataFormat format) {
        return file.matches(".*(union|run_end|compression|lz4|zstd|uncompressible|duplicate_fieldnames|duration|interval).*") || file.contains("decimal32")
                || file.contains("decimal64") || format != DataFormat.ARROW && file.contains("datetime") || format == DataFormat.SQL_SERVER;
    }

    private String outcome(DataFormat format, byte[] golden, ScriptInput input) {
        ExternalScript script = ExternalScript.python(COMPARE).dataFormat(format).parameter("golden", SqlType.VARBINARY).resultSchema("wrong varchar").build();
        try (ScriptResult result = connection.execute(script, input, Map.of("golden", golden))) {
            return result.rowCount() == 0 ? "equal" : result.rows().toString();
        } catch (GroundstationException refused) {
            return REFUSED.contains(refused.code()) ? refused.getMessage().lines().findFirst().orElseThrow() : refused.toString();
        }
    }
}

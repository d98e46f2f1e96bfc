"""How an output becomes the result: what counts as rows, which column is which, and what it is where nothing was declared."""

import datetime
import decimal
import enum
import uuid
from typing import Any

import numpy as np
import pandas as pd
import polars
import pyarrow as pa
import pytest

from satellite import sql, tables
from satellite.errors import SessionError

UTC = datetime.UTC
D = decimal.Decimal
INTERVAL = pa.month_day_nano_interval()
FLIGHT = pa.schema([("id", pa.int64()), ("high", pa.float64()), ("low", pa.float64())])


def bind(output: Any, schema: pa.Schema, **options: bool) -> pa.Table:
    return tables.Output(output).bind(schema, **options)


def refused(output: Any, schema: pa.Schema, **options: bool) -> str:
    with pytest.raises(SessionError) as error:
        bind(output, schema, **options)
    assert error.value.kind == "schema"
    return error.value.message


def test_declared_names_are_bound_in_any_order_and_any_case() -> None:
    output = pd.DataFrame({"LOW": [2.5], "Id": [1], "high": [9.5]})
    for given in (output, pa.Table.from_pandas(output)):
        assert bind(given, FLIGHT).to_pylist() == [{"id": 1, "high": 9.5, "low": 2.5}]


def test_one_declared_name_binds_by_name_and_the_others_are_told() -> None:
    output = pd.DataFrame({"id": [1], "low": [2.5], "high_value": [9.5]})
    assert refused(output, FLIGHT) == (
        "its columns are bound by name, and some are missing: high; not declared: high_value (declared: id, high, low)"
    )
    assert refused(pd.DataFrame({"id": [1], "high": [9.5]}), FLIGHT).startswith("its columns are bound by name, and some are missing: low ")
    assert "not declared: more" in refused(pd.DataFrame({"id": [1], "high": [9.5], "low": [1.0], "more": [1]}), FLIGHT)


@pytest.mark.parametrize("labels", [[0, 1, 2], ["a", "b", "c"], ["a", 0, ("t", 1)], [None, 1.5, datetime.date(2024, 1, 1)], ["x", "x", "x"]])
def test_labels_of_which_none_is_declared_are_bound_by_position(labels: list) -> None:
    output = pd.DataFrame([[7, 9.5, 2.5]])
    output.columns = labels
    assert bind(output, FLIGHT).to_pylist() == [{"id": 7, "high": 9.5, "low": 2.5}]


def test_another_number_of_columns_is_refused() -> None:
    assert refused(pd.DataFrame([[1, 2]]), FLIGHT) == "declared: 3 columns (id, high, low), but it has 2 columns (0, 1)"
    assert refused(pd.DataFrame(index=range(3)), FLIGHT) == "declared: 3 columns (id, high, low), but it has 0 columns ()"
    assert refused(pd.DataFrame([range(2_000)]), FLIGHT).endswith("18, 19 and 1980 more)")


def test_two_columns_of_one_name_are_refused() -> None:
    twice = pd.DataFrame([[1, 9.5, 2.5]], columns=["id", "low", "Low"])
    assert refused(twice, FLIGHT) == "it has two columns of one name: low, Low"


def test_sql_server_binds_by_position_always() -> None:
    output = pd.DataFrame([[7, 9.5, 2.5]], columns=["low", "low", "id"])
    assert bind(output, FLIGHT, like_sql_server=True).to_pylist() == [{"id": 7, "high": 9.5, "low": 2.5}]


def test_results_like_those_of_sql_server_are_cut_and_finite() -> None:
    output = pd.DataFrame({"b": [1.9, -1.9, np.inf], "a": [1.5, np.nan, -np.inf], "d": [D("Infinity"), D("1.9"), None]})
    declared = pa.schema([("a", pa.int32()), ("b", pa.float64()), ("c", pa.int64())])
    assert bind(output, declared, like_sql_server=True).to_pydict() == {"a": [1, -1, None], "b": [1.5, None, None], "c": [None, 1, None]}
    assert tables.to_scalar(2.9, pa.field("p", pa.int32()), lenient=True).to_pylist() == [2]
    assert tables.to_scalar(np.inf, pa.field("p", pa.float64()), lenient=True).to_pylist() == [None]


@pytest.mark.parametrize("output", [pd.DataFrame(), pd.DataFrame([]), pa.table({})])
def test_no_columns_and_no_rows_are_no_rows(output: Any) -> None:
    assert bind(output, FLIGHT).schema == FLIGHT and bind(output, FLIGHT).num_rows == 0


def test_an_index_with_a_name_is_dropped_and_told() -> None:
    frame = pd.DataFrame({"k": ["x", "y"], "v": [1, 2]})
    assert tables.Output(frame.set_index("k")).dropped_index == "k"
    assert tables.Output(frame.set_index(["k", "v"]).assign(a=1)).dropped_index == "k, v"
    assert tables.Output(frame.groupby("k").sum()).dropped_index == "k"
    assert tables.Output(frame[frame.v > 1]).dropped_index is None
    assert bind(frame.set_index("k"), pa.schema([("v", pa.int64())])).to_pydict() == {"v": [1, 2]}


@pytest.mark.parametrize("output", [5, "text", [1, 2], None, {"a": [1]}, np.array([1])])
def test_what_is_not_a_table_is_refused(output: object) -> None:
    with pytest.raises(SessionError) as error:
        tables.Output(output)
    assert error.value.kind == "not_tabular" and type(output).__name__ in error.value.message


class OnlyStream:
    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


class OnlyInterchange:
    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def __dataframe__(self, nan_as_null: bool = False, allow_copy: bool = True) -> object:
        return pa.table({name: pa.array(self.frame[name]) for name in self.frame}).__dataframe__(nan_as_null, allow_copy)


def test_frames_of_other_libraries_are_rows() -> None:
    polar = polars.DataFrame({"id": [1, None], "name": ["x", None], "day": [datetime.date(2024, 2, 29), None]})
    declared = pa.schema([("id", pa.int64()), ("name", pa.string()), ("day", pa.date32())])
    expected = [{"id": 1, "name": "x", "day": datetime.date(2024, 2, 29)}, {"id": None, "name": None, "day": None}]
    assert bind(polar, declared).to_pylist() == expected
    assert tables.Output(polar).inferred_schema() == declared
    assert bind(OnlyStream(pa.Table.from_pylist(expected, declared)), declared).to_pylist() == expected
    small = pa.schema([("a", pa.int64())])
    assert bind(OnlyInterchange(pd.DataFrame({"a": [1, 2]})), small).to_pydict() == {"a": [1, 2]}
    assert tables.is_tabular(polar) and not tables.is_tabular([polar])


def test_a_frame_that_breaks_its_promise_is_not_tabular() -> None:
    class Broken:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            raise RuntimeError("no")

    with pytest.raises(SessionError, match="it is of type Broken, and did not become a table: no") as error:
        tables.Output(Broken())
    assert error.value.kind == "not_tabular"


class Colour(enum.Enum):
    RED = 1


class Word(enum.StrEnum):
    YES = "yes"


@pytest.mark.parametrize(
    ("values", "type", "expected"),
    [
        (pd.Categorical(["x", None, "x"]), "varchar", ["x", None, "x"]),
        (pd.Categorical([1, None, 2]), "integer", [1, None, 2]),
        (pd.Categorical([1.5, None]), "decimal(5,2)", [D("1.50"), None]),
        (pd.cut([1, 7, np.nan], [0, 5, 10]), "varchar", ["(0, 5]", "(5, 10]", None]),
        (pd.cut([1, 7], [0, 5, 10]), "varchar", ["(0, 5]", "(5, 10]"]),
        (pd.cut([1, 7], [0, 5, 10], labels=["low", "high"]), "varchar", ["low", "high"]),
        (pd.arrays.SparseArray([1.0, np.nan, 0.0]), "double precision", [1.0, None, 0.0]),
        (pd.arrays.SparseArray([1, 0, 0]), "integer", [1, 0, 0]),
        (pd.arrays.SparseArray([1, 0]), "varchar", ["1", "0"]),
        (pd.arrays.SparseArray([True, False]), "boolean", [True, False]),
        (pd.array([1, None], "Int64"), "bigint", [1, None]),
        (pd.array([2**53 + 1, None], "Int64"), "decimal(38,0)", [D(2**53 + 1), None]),
        (pd.array([0.5, None], "Float64"), "real", [0.5, None]),
        (pd.array([True, None], "boolean"), "boolean", [True, None]),
        (pd.array(["x", None], "string"), "varchar", ["x", None]),
        (pd.array(["x", None], "str"), "varchar", ["x", None]),
        (pd.array([D("1.5"), None], pd.ArrowDtype(pa.decimal128(5, 2))), "decimal(10,1)", [D("1.5"), None]),
        (pd.period_range("2024-01", periods=2, freq="M"), "varchar", ["2024-01", "2024-02"]),
        (pd.to_timedelta(["1h", None]), "varchar", ["0 days 01:00:00", None]),
        (pd.to_timedelta(["1h", None]), "interval", [pa.MonthDayNano([0, 0, 3_600_000_000_000]), None]),
        (pd.to_datetime(["2024-07-01 12:00"]).tz_localize("America/New_York"), "varchar", ["2024-07-01 12:00:00-04:00"]),
        (pd.to_datetime(["2024-07-01 12:00", None]).tz_localize("America/New_York"), "timestamp with time zone",
         [datetime.datetime(2024, 7, 1, 16, tzinfo=UTC), None]),
        (pd.to_datetime(["2024-07-01", None]), "date", [datetime.date(2024, 7, 1), None]),
        ([1.0, 0.1, 1e16, np.nan], "varchar", ["1.0", "0.1", "1e+16", None]),
        ([True, None], "varchar", ["True", None]),
        (np.array([0.1, 0.5], "float32"), "varchar", ["0.1", "0.5"]),
        (np.array([0.1], "float32"), "decimal(5,3)", [D("0.100")]),
        (np.array([2**64 - 1], "uint64"), "decimal(38,0)", [D(2**64 - 1)]),
        ([Colour.RED, Word.YES], "varchar", ["Colour.RED", "yes"]),
        (["x", 1, 2.5], "varchar", ["x", "1", "2.5"]),
        ([2**70, 1], "decimal(38,0)", [D(2**70), D(1)]),
        ([D("1.5"), 0.1, 2], "decimal(5,2)", [D("1.50"), D("0.10"), D("2.00")]),
        ([{"a": np.int64(1), "b": np.nan}, [np.float32(0.1)]], "json", ['{"a": 1, "b": null}', "[0.1]"]),
        ([uuid.UUID(int=1), "00000000000000000000000000000002"], "uuid",
         ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"]),
        ([[D("1.50")], None], "numeric[]", [["1.50"], None]),
    ],
)  # fmt: skip
def test_columns_as_pandas_has_them(values: Any, type: str, expected: list) -> None:
    known = {known.name: known for known in (*sql.PLAIN.values(), *sql.MARKED.values())}
    known |= {str(f"decimal({p},{s})"): sql.of_arrow(pa.decimal128(p, s)) for p in (5, 10, 38) for s in range(4)}
    declared = sql.Array(known[type[:-2]]) if type.endswith("[]") else known[type]
    frame = pd.DataFrame({"v": values})
    assert bind(frame, pa.schema([sql.marked("v", declared)])).column("v").to_pylist() == expected


def test_rounding_is_half_away_from_zero_on_the_shortest_text() -> None:
    random = np.random.default_rng(seed := 20261128)
    floats = np.concatenate([random.uniform(-1e6, 1e6, 20_000), np.round(random.uniform(-1e4, 1e4, 20_000), 3), [0.0, -0.0, 1e-300, 2.675, 1.005]])
    for scale in (0, 2, 5):
        declared = pa.schema([("v", pa.decimal128(30, scale))])
        expected = [D(repr(float(value))).quantize(D(1).scaleb(-scale), decimal.ROUND_HALF_UP) for value in floats]
        assert bind(pd.DataFrame({"v": floats}), declared).column("v").to_pylist() == expected, f"seed {seed}"
        exact = pa.array([D(repr(float(value))) for value in floats[:2_000]], pa.decimal128(38, 20)) if scale else None
        if exact is not None:
            assert bind(pa.table({"v": exact}), declared).column("v").to_pylist() == [
                value.quantize(D(1).scaleb(-scale), decimal.ROUND_HALF_UP) for value in exact.to_pylist()
            ]


def test_the_context_of_the_scripts_decimals_changes_nothing() -> None:
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_DOWN)):
        frame = pd.DataFrame({"v": [D("123456789012345678901234567.895"), 2]})
        declared = pa.schema([("v", pa.decimal128(38, 2))])
        assert bind(frame, declared).column("v").to_pylist() == [D("123456789012345678901234567.90"), D("2.00")]
        assert tables.to_scalar(D("1234.56"), sql.marked("p", sql.MARKED[b"numeric"]))[0].as_py() == "1234.56"


@pytest.mark.parametrize(
    ("values", "type"),
    [
        (["x", None], pa.string()), ([1, None], pa.int64()), ([1, 2], pa.int64()), ([2**70, 1], pa.decimal128(22, 0)),
        ([D("1.50"), D("22.5")], pa.decimal128(4, 2)), ([D("1.5"), 2], pa.decimal128(2, 1)), ([1, 2.5], pa.float64()), ([True, None], pa.bool_()),
        ([b"x", bytearray(b"y")], pa.binary()), ([datetime.date(2024, 1, 1)], pa.date32()), ([datetime.time(1)], pa.time64("us")),
        ([pd.Timestamp("2024"), datetime.datetime(2024, 1, 1)], pa.timestamp("us")),
        ([pd.Timestamp("2024", tz="UTC"), pd.Timestamp("2024", tz="Europe/Madrid")], pa.timestamp("us", "UTC")),
        ([pd.Timedelta("1h"), datetime.timedelta(1)], INTERVAL), ([pd.DateOffset(months=1)], INTERVAL),
        ([[1, None], [], None], pa.list_(pa.int64())), ([np.array(["x"])], pa.list_(pa.string())), ([None, None], pa.string()),
        ([{"a": 1}], pa.string()), ([uuid.UUID(int=1)], pa.string()), ([D("1e100")], pa.string()), ([pd.Period("2024-01")], pa.string()),
        (np.array([1], "uint32"), pa.int64()), (np.array([0.5], "float16"), pa.float32()), (pd.Categorical(["a"]), pa.string()),
        (pd.to_datetime(["2026-03-01T12:00:00.123456789"]), pa.timestamp("us")), ([[], None], pa.list_(pa.string())),
    ],
)  # fmt: skip
def test_the_type_of_what_was_not_declared(values: Any, type: pa.DataType) -> None:
    frame = pd.DataFrame({"v": pd.Series(values, dtype=object) if isinstance(values, list) and len({*map(_class, values)}) > 1 else values})
    assert tables.Output(frame).inferred_schema().types == [type]


def _class(value: Any) -> Any:
    return value.__class__


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["x", b"y"], "no SQL type takes all of it: row 0 'x' (str) and row 1 b'y' (bytes)"),
        ([datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1)], "no SQL type takes all of it: row 0 datetime.date(2024, 1, 1) (date) and row 1"),
        ([pd.Timestamp("2024"), pd.Timestamp("2024", tz="UTC")], "no SQL type takes all of it"),
        ([object], "no SQL type takes all of it: row 0 <class 'object'> (type)"),
        ([[1, "x"]], "no SQL type takes all of it: element 0 1 (int) and element 1 'x' (str)"),
        ([[[1]]], "it holds lists of lists; declare json"),
    ],
)
def test_a_column_that_has_no_type_is_refused_by_name(values: list, message: str) -> None:
    with pytest.raises(SessionError) as error:
        tables.Output(pd.DataFrame({"v": pd.Series(values, dtype=object)})).inferred_schema()
    assert (error.value.kind, error.value.subject) == ("value", "v")
    assert error.value.message.startswith(message)


def test_no_rows_are_one_empty_batch() -> None:
    batch = tables.one_batch(bind(pd.DataFrame({"v": []}), pa.schema([("v", pa.int64())])))
    assert (batch.num_rows, batch.num_columns) == (0, 1)


def test_an_output_parameter_that_does_not_fit_is_named() -> None:
    with pytest.raises(SessionError, match=r"'text' \(str\) does not go into integer: it is no number") as error:
        tables.to_scalar("text", pa.field("p", pa.int32()))
    assert (error.value.kind, error.value.subject) == ("parameter", "p")
    assert tables.to_scalar(np.array(3), pa.field("p", pa.int32())).to_pylist() == [3]


@pytest.mark.parametrize("type", [pa.list_(pa.string()), pa.large_list(pa.large_string()), pa.list_(pa.string(), 2)])
def test_lists_of_arrow_are_arrays_also_cut_from_larger_ones(type: pa.DataType) -> None:
    values = [["a", "b"], ["x", None], None, ["y", "z"]]
    given = pa.table({"a": pa.array(values, type)})
    declared = pa.schema([("a", pa.list_(pa.string()))])
    for cut in (given, given.slice(1), given.slice(1, 2), given.slice(4)):
        assert bind(cut, declared).to_pylist() == cut.to_pylist()
    assert tables.Output(given).inferred_schema().types == [pa.list_(pa.string())]


def test_an_element_that_does_not_fit_is_named() -> None:
    message = refused(pd.DataFrame({"a": [[1], [2**40]]}), pa.schema([("a", pa.list_(pa.int32()))]))
    assert message.startswith("column 'a' is declared integer[], but row 1 holds [1099511627776] (list): element 1099511627776: it is beyond")


def test_batches_are_values() -> None:
    frame = pd.DataFrame({"a": [1]})
    taken = tables.copied(bind(frame, pa.schema([("a", pa.int64())])))
    frame._mgr.blocks[0].values[:] = 7
    assert taken.to_pydict() == {"a": [1]}


SINGLE = np.array([2.675, 0.1, np.nan], "float32")


@pytest.mark.parametrize(
    "column",
    [
        SINGLE, pd.array(SINGLE, "Float32"), pd.Series(list(SINGLE), dtype=object), pd.array(SINGLE, pd.ArrowDtype(pa.float32())),
        pd.Categorical(SINGLE), pa.array(SINGLE, from_pandas=True), pa.array(SINGLE, from_pandas=True).dictionary_encode(),
    ],
)  # fmt: skip
def test_a_float32_is_the_number_that_it_is_written_as_whatever_holds_it(column: Any) -> None:
    output = pa.table({"v": column}) if isinstance(column, pa.Array) else pd.DataFrame({"v": column})
    for type, expected in (
        (sql.of_arrow(pa.decimal128(10, 2)), [D("2.68"), D("0.10"), None]), (sql.MARKED[b"numeric"], ["2.675", "0.1", None]),
        (sql.PLAIN[pa.string()], ["2.675", "0.1", None]),
    ):  # fmt: skip
        assert bind(output, pa.schema([sql.marked("v", type)])).column("v").to_pylist() == expected


def test_whole_numbers_of_floats_are_exact_whatever_holds_them() -> None:
    exact = [9223372036854774784, 100000000000000016, 3]
    for column in (pd.Categorical([float(number) for number in exact]), pd.Series([np.float64(number) for number in exact], dtype=object)):
        assert bind(pd.DataFrame({"v": column}), pa.schema([("v", pa.int64())])).column("v").to_pylist() == exact


def test_decimals_that_were_not_declared_are_numeric_where_more_outputs_follow() -> None:
    first = tables.Output(pd.DataFrame({"v": [D("1.5")]}))
    result = tables.Result(first.inferred_schema(more=True))
    assert result.of(first).column("v").to_pylist() == ["1.5"]
    assert result.of(tables.Output(pd.DataFrame({"v": [D("1.255")]}))).column("v").to_pylist() == ["1.255"]


@pytest.mark.parametrize(
    ("column", "type"),
    [
        (pa.array([86_400], pa.time32("s")), pa.time64("us")), (pa.array([-1], pa.time64("us")), pa.time64("us")),
        (pa.array([86_400_000_000], pa.time64("us")), pa.time64("us")), (pa.array([1], pa.time64("ns")), pa.time64("us")),
        (pa.array([2**60], pa.timestamp("s")), pa.timestamp("us")), (pa.array([2**31 - 1], pa.int32()).cast(pa.date32()), pa.timestamp("us")),
        (pa.array([2**62], pa.duration("s")), INTERVAL), (pa.array(["no"], pa.string_view()).dictionary_encode(), pa.int32()),
    ],
)  # fmt: skip
def test_what_arrow_holds_and_sql_has_not_is_refused(column: pa.Array, type: pa.DataType) -> None:
    for output in (pa.table({"v": column}), pd.DataFrame({"v": pd.arrays.ArrowExtensionArray(column)})):
        assert refused(output, pa.schema([("v", type)])).startswith("column 'v' is declared ")
    assert refused(pa.table({"v": pa.ListArray.from_arrays([0, 1], column)}), pa.schema([("v", pa.list_(type))]))


def test_views_of_text_go_out_like_text() -> None:
    text = "6BA7B810-9DAD-11D1-80B4-00C04FD430C8"
    for column in (pa.array([text], pa.string_view()), pa.array([text], pa.string_view()).dictionary_encode()):
        for output in (pa.table({"v": column}), pd.DataFrame({"v": pd.arrays.ArrowExtensionArray(column)})):
            assert bind(output, pa.schema([sql.marked("v", sql.MARKED[b"uuid"])])).column("v").to_pylist() == [text.lower()]
            assert bind(output, pa.schema([("v", pa.string())])).column("v").to_pylist() == [text]


def test_text_of_arrow_that_is_no_utf8_and_decimals_beyond_their_type_are_refused() -> None:
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(np.array([0, 2], "int32")), pa.py_buffer(b"a\xff")])
    assert "column 'v' is string, but its values are not" in refused(pa.table({"v": broken}), pa.schema([("v", pa.string())]))
    wide = pa.Array.from_buffers(pa.decimal128(5, 2), 1, [None, pa.py_buffer(np.array([2**60, 2**60], "int64"))])
    assert "column 'v' is decimal128(5, 2), but its values are not" in refused(pa.table({"v": wide}), pa.schema([("v", pa.decimal128(5, 2))]))


def test_columns_of_the_input_are_not_looked_at_again() -> None:
    given = pa.table({"s": ["x" * 10] * 10_000, "d": pa.array([D("1.5")] * 10_000, pa.decimal128(5, 2))})
    result = tables.Result(given.schema)
    assert result.of(tables.Output(given), given).equals(given)
    assert result.of(tables.Output(given.select(["d", "s"])), given).equals(given)

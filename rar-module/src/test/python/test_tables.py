"""The casts between what a script returns and what was declared."""

import datetime
import decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from satellite import tables
from satellite.errors import SessionError


def declared(**types: pa.DataType) -> pa.Schema:
    return pa.schema(list(types.items()))


def test_names_in_another_order_are_bound_by_name() -> None:
    output = tables.to_table(pd.DataFrame({"score": [0.5], "id": [7]}))
    assert tables.cast_to(output, declared(id=pa.int64(), score=pa.float64())).to_pylist() == [{"id": 7, "score": 0.5}]


def test_other_names_are_bound_by_position() -> None:
    output = tables.to_table(pd.DataFrame({"a": [7], 0: [0.5]}))
    assert tables.cast_to(output, declared(id=pa.int64(), score=pa.float64())).to_pylist() == [{"id": 7, "score": 0.5}]


def test_nan_becomes_null_in_a_whole_number_column() -> None:
    output = tables.to_table(pd.DataFrame({"n": [1.0, np.nan]}))
    assert tables.cast_to(output, declared(n=pa.int32())).column("n").to_pylist() == [1, None]


@pytest.mark.parametrize(
    ("values", "type", "message"),
    [
        ([1.5], pa.int64(), "truncated"),
        ([2**40], pa.int32(), "not in range"),
        (["x"], pa.float64(), "Failed to parse"),
        ([decimal.Decimal("1.005")], pa.decimal128(10, 2), "would cause data loss"),
    ],
)
def test_a_cast_that_loses_data_is_refused(values: list, type: pa.DataType, message: str) -> None:
    with pytest.raises(SessionError, match=message) as refused:
        tables.cast_to(tables.to_table(pd.DataFrame({"v": values})), declared(v=type))
    assert refused.value.kind == "schema"


def test_the_index_of_a_frame_is_dropped() -> None:
    frame = pd.DataFrame({"v": [1, 2]}, index=pd.Index(["x", "y"], name="key"))
    assert tables.to_table(frame).column_names == ["v"]


@pytest.mark.parametrize("output", [5, "text", [1, 2], None, {"a": [1]}])
def test_what_is_not_a_table_is_refused(output: object) -> None:
    with pytest.raises(SessionError) as refused:
        tables.to_table(output)
    assert refused.value.kind == "not_tabular"


def test_inferred_types_have_sql_counterparts() -> None:
    frame = pd.DataFrame(
        {
            "c": pd.Categorical(["a"]),
            "u": np.array([1], dtype="uint32"),
            "h": np.array([0.5], dtype="float16"),
            "t": pd.to_datetime(["2026-03-01T12:00:00.123456789"]),
            "z": pd.to_datetime(["2026-03-01T12:00"]).tz_localize("Europe/Madrid"),
            "e": [None],
        }
    )
    schema = tables.inferred_schema(tables.to_table(frame))
    assert schema.types == [
        pa.string(), pa.int64(), pa.float32(), pa.timestamp("us"), pa.timestamp("us", "UTC"), pa.string(),
    ]  # fmt: skip


def test_a_nested_column_is_refused_by_name() -> None:
    with pytest.raises(SessionError, match="column 'deep' has the type"):
        tables.inferred_schema(tables.to_table(pd.DataFrame({"deep": [{"a": 1}]})))


def test_no_rows_are_one_empty_batch() -> None:
    batch = tables.one_batch(tables.cast_to(tables.to_table(pd.DataFrame({"v": []})), declared(v=pa.int64())))
    assert (batch.num_rows, batch.num_columns) == (0, 1)


@pytest.mark.parametrize(
    ("value", "type", "expected"),
    [
        (np.float64(0.5), pa.float64(), 0.5),
        (np.int64(3), pa.int16(), 3),
        (3.0, pa.int32(), 3),
        (float("nan"), pa.float64(), None),
        (pd.NaT, pa.timestamp("us"), None),
        (pd.NA, pa.int64(), None),
        (bytearray(b"x"), pa.binary(), b"x"),
        (1.25, pa.decimal128(10, 2), decimal.Decimal("1.25")),
        (datetime.date(2026, 3, 1), pa.date32(), datetime.date(2026, 3, 1)),
    ],
)
def test_output_parameters_take_the_declared_type(value: object, type: pa.DataType, expected: object) -> None:
    assert tables.to_scalar(value, pa.field("p", type)).to_pylist() == [expected]


def test_an_output_parameter_that_does_not_fit_is_named() -> None:
    with pytest.raises(SessionError) as refused:
        tables.to_scalar("text", pa.field("p", pa.int32()))
    assert (refused.value.kind, refused.value.subject) == ("parameter", "p")


def test_arrow_backed_frames_keep_null_and_every_digit() -> None:
    table = pa.table({"n": pa.array([2**53 + 1, None]), "b": pa.array([True, None]), "s": pa.array(["x", None])})
    assert tables.to_table(tables.to_input(table, "PANDAS_ARROW")).to_pylist() == table.to_pylist()


def test_frames_like_those_of_sql_server() -> None:
    table = pa.table(
        {
            "t": pa.array([1, 2], pa.int8()), "s": ["x", None], "d": pa.array([decimal.Decimal("1.5"), None], pa.decimal128(5, 2)),
            "day": [datetime.date(2024, 2, 29), None], "b": [b"x", None], "bit": [True, None], "n": [2, None],
        }
    )  # fmt: skip
    frame = tables.to_input(table, "SQL_SERVER")
    assert [str(type) for type in frame.dtypes] == ["int32", "object", "float64", "datetime64[ms]", "object", "object", "float64"]
    assert frame.s.tolist() == ["x", None] and frame.bit.tolist() == [True, None] and frame.b.tolist() == [b"x", None]
    assert frame.shape == (2, 7)
    assert tables.to_input(table.schema.empty_table(), "SQL_SERVER").shape == (0, 7)


def test_results_like_those_of_sql_server_are_taken_by_position_cut_and_finite() -> None:
    output = tables.to_table(pd.DataFrame({"b": [1.9, -1.9, np.inf], "a": [1.5, np.nan, -np.inf]}))
    cast = tables.cast_to(output, declared(a=pa.int32(), b=pa.float64()), like_sql_server=True)
    assert cast.to_pydict() == {"a": [1, -1, None], "b": [1.5, None, None]}


NUMERIC = pa.field("n", pa.string(), metadata={"sql": "numeric"})
LONG = "-" + "1234567890" * 7 + ".000123"


def test_decimals_without_limits_are_decimals_to_a_script_and_text_on_the_way() -> None:
    table = pa.Table.from_arrays([pa.array([LONG, None, "NaN"])], schema=pa.schema([NUMERIC]))
    frame = tables.to_input(table, "PANDAS")
    assert frame.n[0] == decimal.Decimal(LONG) and frame.n[1] is None and frame.n[2].is_nan()
    assert tables.to_input(table, "SQL_SERVER").n.dtype == "float64"
    back = tables.cast_to(tables.to_table(frame), pa.schema([NUMERIC]))
    assert back.column("n").to_pylist() == [LONG, None, None]
    assert tables.without_metadata(back.schema) == pa.schema([("n", pa.string())])


@pytest.mark.parametrize("value", [2**62, 1e22, 0.1, decimal.Decimal("1E+3"), "12.50"])
def test_any_number_fits_a_decimal_without_limits(value: object) -> None:
    output = tables.cast_to(tables.to_table(pd.DataFrame({"n": [value]})), pa.schema([NUMERIC]))
    assert output.column("n")[0].as_py() == format(decimal.Decimal(str(value)), "f")
    assert tables.to_scalar(value, NUMERIC)[0].as_py() == format(decimal.Decimal(str(value)), "f")


def test_text_that_is_no_number_is_refused() -> None:
    with pytest.raises(SessionError) as refused:
        tables.cast_to(tables.to_table(pd.DataFrame({"n": ["x"]})), pa.schema([NUMERIC]))
    assert refused.value.kind == "schema"
    with pytest.raises(SessionError):
        tables.to_scalar("x", NUMERIC)


INTERVAL = pa.month_day_nano_interval()
ARRAYS = pa.table(
    {
        "n": pa.array([[2**53 + 1, None], [], None], pa.list_(pa.int64())),
        "t": pa.array([["\U0001f680", "", None], None, []], pa.list_(pa.string())),
        "d": pa.array([[decimal.Decimal("1.50")], None, [None]], pa.list_(pa.decimal128(38, 2))),
        "z": pa.array([[datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC)], [], None], pa.list_(pa.timestamp("us", "UTC"))),
        "i": pa.array([[pa.MonthDayNano([1, -2, 3000])], [None], None], pa.list_(INTERVAL)),
    }
)


@pytest.mark.parametrize("data_format", ["PANDAS", "PANDAS_ARROW", "SQL_SERVER", "ARROW"])
def test_arrays_and_their_nulls_go_in_and_back(data_format: str) -> None:
    back = tables.cast_to(tables.to_table(tables.to_input(ARRAYS, data_format)), ARRAYS.schema)
    assert back.equals(ARRAYS)


def test_arrays_are_python_lists_to_pandas() -> None:
    frame = tables.to_input(ARRAYS, "PANDAS")
    assert frame.n.tolist() == [[2**53 + 1, None], [], None] and type(frame.n[0]) is list
    assert tables.to_input(ARRAYS.schema.empty_table(), "PANDAS").shape == (0, 5)


def test_arrays_of_decimals_without_limits_are_decimals_to_a_script() -> None:
    field = pa.field("n", pa.list_(pa.field("item", pa.string(), metadata={"sql": "numeric"})))
    table = pa.Table.from_arrays([pa.array([[LONG, None], None, []])], schema=pa.schema([field]))
    frame = tables.to_input(table, "PANDAS")
    assert frame.n.tolist() == [[decimal.Decimal(LONG), None], None, []]
    back = tables.cast_to(tables.to_table(frame), table.schema)
    assert back.column("n").to_pylist() == [[LONG, None], None, []]
    plain = tables.without_metadata(pa.schema([field, ("d", pa.date32())]))
    assert plain.types == [pa.list_(pa.string()), pa.date32()] and plain.field(0).type.value_field.metadata is None
    assert tables.to_scalar([1, 2.5], field).to_pylist() == [["1", "2.5"]]
    parameters = pa.RecordBatch.from_arrays([pa.array([[LONG]])], schema=table.schema)
    assert tables.to_value(parameters, "n") == [decimal.Decimal(LONG)]


@pytest.mark.parametrize("type", [pa.large_list(pa.large_string()), pa.list_(pa.string(), 2)])
def test_other_lists_become_arrays(type: pa.DataType) -> None:
    table = pa.table({"a": pa.array([["x", "y"], None], type)})
    schema = tables.inferred_schema(table)
    assert schema.types == [pa.list_(pa.string())]
    assert tables.cast_to(table, schema).to_pylist() == table.to_pylist()


def test_null_and_empty_lists_fit_any_array() -> None:
    for values in ([None, None], [[], None], [[None], []]):
        output = tables.to_table(pd.DataFrame({"a": values}))
        assert tables.cast_to(output, declared(a=pa.list_(pa.string()))).column("a").to_pylist() == values


def test_an_element_that_does_not_fit_is_refused() -> None:
    with pytest.raises(SessionError, match="column 'a' is declared list<item: int32>"):
        tables.cast_to(tables.to_table(pd.DataFrame({"a": [[2**40]]})), declared(a=pa.list_(pa.int32())))


@pytest.mark.parametrize("data_format", ["PANDAS", "PANDAS_ARROW", "SQL_SERVER", "ARROW"])
def test_intervals_keep_months_days_and_microseconds_apart(data_format: str) -> None:
    values = [pa.MonthDayNano([14, -45, 90_000_000_001_000]), None, pa.MonthDayNano([-(2**31), 2**31 - 1, -(2**63) // 1000 * 1000 + 1000])]
    table = pa.table({"i": pa.array(values, INTERVAL)})
    back = tables.cast_to(tables.to_table(tables.to_input(table, data_format)), table.schema)
    assert back.column("i").to_pylist() == values


def test_durations_are_intervals_without_months_and_days() -> None:
    frame = pd.DataFrame({"i": pd.to_timedelta(["-1 days", None, "0s"])})
    output = tables.to_table(frame)
    assert tables.inferred_schema(output).types == [INTERVAL]
    assert tables.cast_to(output, declared(i=INTERVAL)).column("i").to_pylist() == [
        pa.MonthDayNano([0, 0, -86_400_000_000_000]), None, pa.MonthDayNano([0, 0, 0]),
    ]  # fmt: skip
    assert tables.to_scalar(pd.Timedelta("1us"), pa.field("p", INTERVAL)).to_pylist() == [pa.MonthDayNano([0, 0, 1000])]
    assert tables.to_scalar(None, pa.field("p", INTERVAL)).to_pylist() == [None]


def test_parts_of_a_microsecond_are_refused() -> None:
    fine = pa.array([pa.MonthDayNano([0, 0, 1])])
    for table, type in ((pa.table({"i": fine}), INTERVAL), (pa.table({"i": pa.array([[fine[0]]])}), pa.list_(INTERVAL))):
        with pytest.raises(SessionError, match="parts of a microsecond"):
            tables.cast_to(table, declared(i=type))
    with pytest.raises(SessionError):
        tables.to_scalar(fine[0].as_py(), pa.field("p", INTERVAL))
    with pytest.raises(SessionError):
        tables.to_scalar("1 day", pa.field("p", INTERVAL))

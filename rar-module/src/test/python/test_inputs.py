"""What a column is to a script: by its SQL type and whether NULL may be in it, never by the rows; exact, or refused by name."""

import datetime
import decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from satellite import sql, tables
from satellite.errors import SessionError

UTC = datetime.UTC
FORMATS = ["PANDAS", "PANDAS_ARROW", "SQL_SERVER", "ARROW"]
SAMPLES: dict[str, list] = {
    "boolean": [True, False],
    "tinyint": [-128, 127],
    "smallint": [-(2**15), 2**15 - 1],
    "integer": [-(2**31), 2**31 - 1],
    "bigint": [2**53 + 1, -(2**63)],
    "real": [0.5, -1.5],
    "double precision": [0.1, -1e300],
    "decimal(10,2)": [decimal.Decimal("0.01"), decimal.Decimal("-99999999.99")],
    "numeric": ["123456789012345678901234567.0100", "-0.5"],
    "varchar": ["", "\U0001f680 é"],
    "varbinary": [b"", b"\x00\xff"],
    "date": [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)],
    "time": [datetime.time(0), datetime.time(23, 59, 59, 999999)],
    "timestamp": [datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)],
    "timestamp with time zone": [datetime.datetime(1, 1, 1, tzinfo=UTC), datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)],
    "interval": [pa.MonthDayNano([14, -45, 90_000_000_001_000]), pa.MonthDayNano([0, 0, 0])],
    "uuid": ["6ba7b810-9dad-11d1-80b4-00c04fd430c8", "00000000-0000-0000-0000-000000000000"],
    "json": ['{"a": 1.10}', "[]"],
}
ALL = [*sql.PLAIN.values(), *sql.MARKED.values(), sql.of_arrow(pa.decimal128(10, 2))]
TYPES = {type.name: type for type in (*ALL, *(sql.Array(type) for type in ALL))}
# SQL Server makes floats of these.
NOT_EXACT = {"decimal(10,2)", "numeric"}


def samples(name: str) -> list:
    values = SAMPLES[name.removesuffix("[]")]
    return [values, [*values, None], []] if name.endswith("[]") else values


def table(name: str, values: list, nullable: bool) -> pa.Table:
    field = sql.marked("v", TYPES[name], nullable)
    return pa.Table.from_arrays([pa.array(values, field.type)], schema=pa.schema([field]))


def dtype(frame: Any) -> str:
    return str(frame.schema.field("v").type if isinstance(frame, pa.Table) else frame["v"].dtype)


def test_every_type_has_samples() -> None:
    assert SAMPLES.keys() == {type.name for type in ALL}


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("nullable", [True, False])
@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("name", TYPES)
def test_the_type_of_a_column_does_not_depend_on_the_rows(name: str, data_format: str, nullable: bool, whole: bool) -> None:
    values = samples(name)
    if data_format == "SQL_SERVER":
        if whole:
            pytest.skip("SQL Server looks for NULL in the rows")
        values = [value for value in values if value not in (2**53 + 1,)]
    cuts = [values, values[:1], values[1:], []] + ([[*values, None], [None], [None, None]] if nullable else [])
    seen = {dtype(tables.to_input(table(name, rows, nullable), data_format, whole)) for rows in cuts}
    assert len(seen) == 1


@pytest.mark.parametrize("nulls", [0, 1])
@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("name", TYPES)
def test_what_comes_in_goes_out_unchanged(name: str, data_format: str, nulls: int) -> None:
    values = [*samples(name), *[None] * nulls]
    if data_format == "SQL_SERVER" and name.removesuffix("[]") in ({"bigint"} if nulls else set()) | NOT_EXACT:
        pytest.skip("a float to SQL Server")
    for given in (table(name, values, True), table(name, values, True).slice(1)):
        output = tables.Output(tables.to_input(given, data_format))
        back = output.bind(given.schema, data_format == "SQL_SERVER").column("v").to_pylist()
        if name.startswith("numeric"):
            assert as_numbers(back) == as_numbers(given.column("v").to_pylist())
        else:
            assert back == given.column("v").to_pylist()


def as_numbers(values: list) -> list:
    return [value if value is None else as_numbers(value) if isinstance(value, list) else decimal.Decimal(value) for value in values]


@pytest.mark.parametrize("nullable", [True, False])
@pytest.mark.parametrize("data_format", ["PANDAS", "PANDAS_ARROW", "SQL_SERVER"])
@pytest.mark.parametrize("name", TYPES)
def test_a_frame_may_be_written_to(name: str, data_format: str, nullable: bool) -> None:
    values = samples(name) if name != "bigint" else [1, 2]
    given = table(name, [*values, *values], nullable)
    before = given.to_pylist()
    frame = tables.to_input(given, data_format)
    if not name.endswith("[]"):  # pandas itself takes a list for many values
        frame.loc[frame.index == 0, "v"] = frame["v"].iloc[3]
        frame["v"].to_numpy(), frame["v"].isna()
    frame["w"] = frame["v"]
    assert given.to_pylist() == before


def test_whole_numbers_beside_null_keep_every_digit() -> None:
    frame = tables.to_input(table("bigint", [2**53 + 1, None], True), "PANDAS")
    assert str(frame["v"].dtype) == "Int64" and frame["v"][0] == 2**53 + 1


def test_sql_server_refuses_a_whole_number_that_no_float_holds() -> None:
    for value in (2**53 + 1, 2**63 - 1, -(2**53) - 1):
        with pytest.raises(SessionError, match=f"{value} is no float64, which whole numbers with NULL are") as refused:
            tables.to_input(table("bigint", [1, value, None], True), "SQL_SERVER")
        assert (refused.value.kind, refused.value.subject) == ("input", "v")
    assert tables.to_input(table("bigint", [2**53 + 1], True), "SQL_SERVER")["v"][0] == 2**53 + 1
    for value in (2**53, -(2**63), 2**62):
        assert tables.to_input(table("bigint", [value, None], True), "SQL_SERVER")["v"].tolist()[0] == value


def test_decimals_are_the_nearest_floats_to_sql_server() -> None:
    texts = ["0.1", "123456789.12345678", "0.30000000000000004", "99999999999999999999.999999999999999999", "-1.005", "5e-18"]
    numbers = [decimal.Decimal(text) for text in texts]
    given = pa.table({"v": pa.array(numbers, pa.decimal128(38, 18))})
    assert tables.to_input(given, "SQL_SERVER")["v"].tolist() == [float(number) for number in numbers]
    small = pa.table({"v": pa.array([decimal.Decimal("0.07"), None, decimal.Decimal("-1234567890123.45")], pa.decimal128(15, 2))})
    assert tables.to_input(small, "SQL_SERVER")["v"].dropna().tolist() == [0.07, -1234567890123.45]
    assert tables.to_input(small.slice(2), "SQL_SERVER")["v"].tolist() == [-1234567890123.45]


DAYS_BEFORE_CHRIST = -800_000
BEYOND = {
    "date": pa.array([DAYS_BEFORE_CHRIST], pa.int32()).cast(pa.date32()),
    "timestamp": pa.array([DAYS_BEFORE_CHRIST * 86_400_000_000]).cast(pa.timestamp("us")),
    "timestamp with time zone": pa.array([253_402_300_800_000_000]).cast(pa.timestamp("us", "UTC")),
}


@pytest.mark.parametrize("data_format", ["PANDAS", "SQL_SERVER"])
@pytest.mark.parametrize("name", BEYOND)
def test_years_that_python_has_not_are_refused_by_name(name: str, data_format: str) -> None:
    lists = pa.ListArray.from_arrays([0, 1], BEYOND[name])
    for given in (pa.table({"ok": [1], "v": BEYOND[name]}), pa.table({"v": lists})):
        with pytest.raises(SessionError) as refused:
            tables.to_input(given, data_format)
        assert (refused.value.kind, refused.value.subject) == ("input", "v")
    parameters = pa.RecordBatch.from_arrays([BEYOND[name]], ["p"])
    with pytest.raises(SessionError) as refused:
        tables.to_value(parameters, "p")
    assert (refused.value.kind, refused.value.subject) == ("input", "p")


@pytest.mark.parametrize("data_format", ["PANDAS_ARROW", "ARROW"])
@pytest.mark.parametrize("name", BEYOND)
def test_formats_on_arrow_have_those_years(name: str, data_format: str) -> None:
    given = pa.table({"v": BEYOND[name]})
    back = tables.Output(tables.to_input(given, data_format)).bind(given.schema)
    assert back.column("v").combine_chunks().equals(BEYOND[name])


@pytest.mark.parametrize("data_format", FORMATS)
def test_decimals_without_limits_can_be_calculated_with(data_format: str) -> None:
    given = table("numeric", ["12.50", None], True)
    column = tables.to_input(given, data_format)
    double = pa.compute.multiply(column["v"], 2) if data_format == "ARROW" else column["v"] * 2
    values = double.to_pylist() if data_format == "ARROW" else double.tolist()
    assert values[0] == 25 and pd.isna(values[1])
    back = tables.Output(pa.table({"v": double}) if data_format == "ARROW" else double.to_frame()).bind(given.schema)
    assert as_numbers(back.column("v").to_pylist()) == [25, None]


def test_a_number_that_no_decimal256_holds_is_refused_to_scripts_on_arrow() -> None:
    for text in ("1" + "0" * 28, "0." + "0" * 28 + "1", "NaN", "Infinity"):
        with pytest.raises(SessionError, match="28 digits before or after the point|is not finite") as refused:
            tables.to_input(table("numeric", ["1", text], True), "ARROW")
        assert (refused.value.kind, refused.value.subject) == ("input", "v")
    assert tables.to_input(table("numeric", ["9" * 28 + "." + "9" * 28], True), "ARROW").column("v")[0].as_py() == decimal.Decimal(
        "9" * 28 + "." + "9" * 28
    )


@pytest.mark.parametrize("data_format", FORMATS)
def test_two_columns_of_one_name_keep_their_types(data_format: str) -> None:
    given = pa.Table.from_arrays([pa.array([1]), pa.array(["x"]), pa.array([2.5])], ["v", "v", "w"])
    frame = tables.to_input(given, data_format)
    if data_format == "ARROW":
        assert frame.column_names == ["v", "v", "w"]
    else:
        assert list(frame.columns) == ["v", "v", "w"] and frame.iloc[0].tolist() == [1, "x", 2.5]


@pytest.mark.parametrize("data_format", ["PANDAS", "SQL_SERVER"])
@pytest.mark.parametrize(
    "column",
    [pa.array([86_400], pa.time32("s")), pa.array([-1], pa.time64("us")), pa.array([1], pa.time64("ns"))],
    ids=lambda column: str(column.type),
)
def test_times_that_python_has_not_are_refused_by_name(column: pa.Array, data_format: str) -> None:
    with pytest.raises(SessionError, match="row 0: .* after midnight") as refused:
        tables.to_input(pa.table({"v": column}), data_format)
    assert (refused.value.kind, refused.value.subject) == ("input", "v")

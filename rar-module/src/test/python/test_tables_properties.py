"""Whatever the values, a data set that a script passes on is the one that it got, in every format."""

import datetime
import decimal
import fractions
import math
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satellite import sql, tables
from satellite.errors import SessionError
from satellite.script import Script

UTC = datetime.UTC
# What pandas' own types cannot keep: NaN beside NULL; what SQL Server's cannot: whole numbers above 2^53 beside NULL, infinities, decimals.
LARGEST_OF_FORMAT = {"PANDAS": 2**63 - 1, "SQL_SERVER": 2**53, "PANDAS_ARROW": 2**63 - 1, "ARROW": 2**63 - 1}
EXACT = {"PANDAS_ARROW", "ARROW"}


def scalars(data_format: str) -> dict[pa.DataType, st.SearchStrategy]:
    largest = LARGEST_OF_FORMAT[data_format]
    exact = data_format in EXACT
    infinite = data_format != "SQL_SERVER"
    values = {
        pa.bool_(): st.booleans(),
        pa.int8(): st.integers(-(2**7), 2**7 - 1),
        pa.int16(): st.integers(-(2**15), 2**15 - 1),
        pa.int32(): st.integers(-(2**31), 2**31 - 1),
        pa.int64(): st.integers(-largest, largest),
        pa.float32(): st.floats(width=32, allow_nan=exact, allow_infinity=infinite),
        pa.float64(): st.floats(allow_nan=exact, allow_infinity=infinite),
        pa.string(): st.text(),
        pa.binary(): st.binary(),
        pa.date32(): st.dates(),
        pa.time64("us"): st.times(),
        pa.timestamp("us"): st.datetimes(),
        pa.timestamp("us", "UTC"): st.datetimes(timezones=st.just(UTC)),
        pa.month_day_nano_interval(): st.builds(
            lambda months, days, microseconds: pa.MonthDayNano([months, days, microseconds * 1000]),
            st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1), st.integers(-(2**63) // 1000 + 1, 2**63 // 1000),
        ),
    }  # fmt: skip
    if data_format != "SQL_SERVER":
        values[pa.decimal128(38, 9)] = st.integers(-(10**38) + 1, 10**38 - 1).map(lambda digits: decimal.Decimal(digits).scaleb(-9, WIDE))
    return values


WIDE = decimal.Context(prec=60)


def columns(data_format: str) -> st.SearchStrategy:
    def column(item: tuple[pa.DataType, st.SearchStrategy]) -> st.SearchStrategy:
        type, values = item
        nullable = st.none() | values
        plain = st.lists(nullable, max_size=12).map(lambda rows: pa.array(rows, type))
        arrays = st.lists(st.none() | st.lists(nullable, max_size=4), max_size=8).map(lambda rows: pa.array(rows, pa.list_(type)))
        return plain | arrays

    return st.sampled_from(list(scalars(data_format).items())).flatmap(column)


@pytest.mark.parametrize("data_format", list(LARGEST_OF_FORMAT))
def test_what_goes_in_comes_back(data_format: str) -> None:
    @settings(max_examples=200, deadline=None, database=None)
    @given(columns(data_format))
    def passed_on(column: pa.Array) -> None:
        table = pa.table({"v": column})
        output = tables.Output(tables.to_input(table, data_format))
        back = output.bind(table.schema, like_sql_server=data_format == "SQL_SERVER")
        back.validate(full=True)
        assert back.schema == table.schema
        assert repr(back.to_pydict()) == repr(table.to_pydict())  # NaN is not equal to itself
        assert tables.one_batch(back).num_rows == len(column)

    passed_on()


@settings(max_examples=200, deadline=None, database=None)
@given(st.lists(st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=7, min_value=-(10**40), max_value=10**40), max_size=8))
def test_decimals_without_limits_come_back_from_pandas(numbers: list) -> None:
    field = pa.field("n", pa.string(), metadata={"sql": "numeric"})
    texts = [None if number is None else format(number, "f") for number in numbers]
    table = pa.Table.from_arrays([pa.array(texts, pa.string())], schema=pa.schema([field]))
    back = tables.Output(tables.to_input(table, "PANDAS")).bind(table.schema)
    assert [None if text is None else decimal.Decimal(text) for text in back.column("n").to_pylist()] == numbers


@settings(max_examples=200, deadline=None, database=None)
@given(st.sampled_from(list(scalars("ARROW").items())).flatmap(lambda item: st.tuples(st.just(item[0]), st.none() | item[1])))
def test_parameters_come_back(item: tuple[pa.DataType, object]) -> None:
    type, value = item
    parameters = pa.record_batch({"p": pa.array([value], type)})
    back = tables.to_scalar(tables.to_value(parameters, "p"), pa.field("p", type))
    expected = None if value != value else value  # NaN is NULL
    assert back.to_pylist() == [expected]


ROW_BY_ROW = """
seen = {}
for name in InputDataSet.columns if hasattr(InputDataSet, "iloc") else InputDataSet.column_names:
    column = InputDataSet[name]
    kind = str(getattr(column, "dtype", getattr(column, "type", None)))
    seen[name] = [kind + " " + repr(value) for value in (column if hasattr(column, "dtype") else column.to_pylist())]
OutputDataSet = pandas.DataFrame(seen)
"""


@pytest.mark.parametrize("data_format", list(LARGEST_OF_FORMAT))
def test_results_do_not_depend_on_the_size_of_chunks(data_format: str) -> None:
    types = scalars(data_format)

    @st.composite
    def random_tables(draw: st.DrawFn) -> pa.Table:
        rows = draw(st.integers(1, 15))
        chosen = draw(st.lists(st.sampled_from(list(types)), min_size=1, max_size=5))
        fields, arrays = [], []
        for number, type in enumerate(chosen):
            nullable = draw(st.booleans())
            values = draw(st.lists(st.none() | types[type] if nullable else types[type], min_size=rows, max_size=rows))
            fields.append(pa.field(f"c{number}", type, nullable))
            arrays.append(pa.array(values, type))
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields))

    @settings(max_examples=60, deadline=None, database=None)
    @given(random_tables())
    def scored(table: pa.Table) -> None:
        declared = pa.schema([(name, pa.string()) for name in table.column_names])
        results = []
        for size in (1, 2, 7, table.num_rows):
            script = Script(ROW_BY_ROW, "InputDataSet", "OutputDataSet", data_format, {})
            inputs = tables.Inputs(table.schema, data_format, whole=False)
            chunks = [table.slice(start, size).combine_chunks() for start in range(0, table.num_rows, size)]
            results.append([row for chunk in chunks for row in script.run(chunk, inputs).bind(declared).to_pylist()])
        assert all(result == results[0] for result in results)

    scored()


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.floats(width=32).map(np.float32), st.decimals(allow_infinity=True),
    st.text(max_size=8),
    st.text(alphabet="0123456789.-+eE ", max_size=8), st.characters(categories=["Cs"]), st.binary(max_size=8), st.dates(), st.times(),
    st.datetimes(), st.datetimes(timezones=st.timezones()), st.timedeltas(), st.uuids(), st.uuids().map(str), st.complex_numbers(),
    st.datetimes(datetime.datetime(1700, 1, 1), datetime.datetime(2200, 1, 1)).map(lambda t: pd.Timestamp(t) + pd.Timedelta(1, "ns")),
    st.integers(-(2**31), 2**31 - 1).map(np.int32), st.builds(object), st.just(pd.NA), st.just(pd.NaT),
)  # fmt: skip
OBJECTS = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(max_size=3), SCALARS, max_size=3) | st.tuples(SCALARS)
NUMBERS = (bool, int, float, np.floating, np.integer, decimal.Decimal)
RANGES = {"tinyint": 2**7, "smallint": 2**15, "integer": 2**31, "bigint": 2**63}


def exact(value: Any) -> fractions.Fraction:
    """A number by its shortest text."""
    return fractions.Fraction(decimal.Decimal(int(value)) if isinstance(value, (bool, int, np.integer)) else decimal.Decimal(str(value)))


def is_right(name: str, value: Any, result: Any) -> bool:
    """Whether a result is the value, by arithmetic and the standard library alone."""
    if isinstance(value, decimal.Decimal) and value.is_nan() or not isinstance(value, (list, tuple, dict, decimal.Decimal)) and pd.isna(value):
        return result is None
    if isinstance(value, str) and name not in ("varchar", "uuid", "json"):
        return result is not None  # what text means is in the rule book
    if isinstance(value, NUMBERS) and name in RANGES:
        number = fractions.Fraction(float(value)) if isinstance(value, (float, np.floating)) else exact(value)
        return number == result and -RANGES[name] <= result < RANGES[name]
    if isinstance(value, NUMBERS) and name == "boolean":
        return exact(value) in (0, 1) and bool(exact(value)) is result
    if isinstance(value, NUMBERS) and name == "decimal(10,2)":
        scaled = exact(value) * 100
        return (
            fractions.Fraction(result) * 100 == (math.floor(abs(scaled) + fractions.Fraction(1, 2)) * (1 if scaled >= 0 else -1))
            and abs(result) < 10**8
        )
    if isinstance(value, NUMBERS) and name == "numeric":
        return exact(result) == exact(value) if not result.startswith("x") else False
    if isinstance(value, NUMBERS) and name == "double precision":
        return (
            math.isinf(result)
            and math.isinf(value)
            or result == float(value)
            and (not isinstance(value, decimal.Decimal) or exact(result) == exact(value))
        )
    if isinstance(value, NUMBERS) and name == "real":
        return math.isinf(result) == math.isinf(value) and np.float32(result) == np.float32(float(value))
    if name == "varchar":
        return result == (value if isinstance(value, str) else str(value))
    if name == "varbinary":
        return isinstance(value, bytes) and result == value
    if isinstance(value, datetime.datetime) and name in ("timestamp", "timestamp with time zone"):
        naive = value.tzinfo is None
        if name == "timestamp":
            return naive and pd.Timestamp(result) == pd.Timestamp(value)
        # within a gap of the clocks, times of two zones are never equal to Python
        return result == (value.replace(tzinfo=UTC) if naive else value.astimezone(UTC))
    if name == "date":
        return type(value) is datetime.date and result == value or isinstance(value, datetime.datetime) and value.tzinfo is None and (
            datetime.datetime(result.year, result.month, result.day) == value)  # fmt: skip
    if type(value) is datetime.date and name.startswith("timestamp"):
        return result.replace(tzinfo=None) == datetime.datetime(value.year, value.month, value.day)
    if name == "time":
        return value.tzinfo is None and result == value
    if name == "interval":
        return isinstance(value, datetime.timedelta) and (result.months, result.days) == (0, 0) and (
            result.nanoseconds == value // datetime.timedelta(microseconds=1) * 1000)  # fmt: skip
    if name == "uuid":
        return str(value).replace("-", "").lower().strip() == result.replace("-", "") or str(value).lower().find(result[:8]) >= 0
    return name == "json"


@pytest.mark.parametrize("name", ["boolean", *RANGES, "real", "double precision", "decimal(10,2)", "numeric", "varchar", "varbinary", "date", "time",
                                  "timestamp", "timestamp with time zone", "interval", "uuid", "json"])  # fmt: skip
def test_any_object_goes_out_exactly_or_is_refused(name: str) -> None:
    types = {type.name: type for type in (*sql.PLAIN.values(), *sql.MARKED.values(), sql.of_arrow(pa.decimal128(10, 2)))}
    declared = pa.schema([sql.marked("v", types[name])])

    @settings(max_examples=100, deadline=None, database=None)
    @given(st.lists(OBJECTS, min_size=1, max_size=3))
    def goes_out(values: list) -> None:
        series = pd.Series(np.empty(len(values), dtype=object), dtype=object)
        for row, value in enumerate(values):
            series.iat[row] = value
        try:
            results = tables.Output(pd.DataFrame({"v": series})).bind(declared).column("v").to_pylist()
        except SessionError as refused:
            assert refused.kind == "schema" and "column 'v' is declared" in refused.message
            refused.message.encode()
            return
        assert all(is_right(name, value, result) for value, result in zip(values, results)), (values, results)

    goes_out()

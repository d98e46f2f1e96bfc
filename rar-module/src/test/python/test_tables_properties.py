"""Whatever the values, a data set that a script passes on is the one that it got, in every format."""

import datetime
import decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satellite import tables

UTC = datetime.UTC
# What pandas' own types cannot keep: whole numbers above 2^53 and NaN beside NULL; what SQL Server's cannot: infinities, decimals.
LARGEST_OF_FORMAT = {"PANDAS": 2**53, "SQL_SERVER": 2**53, "PANDAS_ARROW": 2**63 - 1, "ARROW": 2**63 - 1}
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
        output = tables.to_table(tables.to_input(table, data_format))
        back = tables.cast_to(output, table.schema, like_sql_server=data_format == "SQL_SERVER")
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
    back = tables.cast_to(tables.to_table(tables.to_input(table, "PANDAS")), table.schema)
    assert [None if text is None else decimal.Decimal(text) for text in back.column("n").to_pylist()] == numbers


@settings(max_examples=200, deadline=None, database=None)
@given(st.sampled_from(list(scalars("ARROW").items())).flatmap(lambda item: st.tuples(st.just(item[0]), st.none() | item[1])))
def test_parameters_come_back(item: tuple[pa.DataType, object]) -> None:
    type, value = item
    parameters = pa.record_batch({"p": pa.array([value], type)})
    back = tables.to_scalar(tables.to_value(parameters, "p"), pa.field("p", type))
    expected = None if value != value else value  # NaN is NULL
    assert back.to_pylist() == [expected]

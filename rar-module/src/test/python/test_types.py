"""The rule book, docs/reference/types.md: each row of its table of outputs, in each way that a value can leave a script."""

import collections
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy
import pandas
import pyarrow as pa
import pytest
from pandas import DateOffset, Interval, Period, Timedelta, Timestamp
from pyarrow import MonthDayNano

from satellite import sql, tables
from satellite.errors import SessionError

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "types.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<type>[^`]+)` \| `(?P<value>[^`]+)` \| (?:`(?P<result>[^`]+)`|refused) \|$", re.MULTILINE)
ROWS = [(row["type"], row["value"], row["result"]) for row in ROW.finditer(PAGE)]
NAMES = {
    "numpy": numpy, "UTC": UTC, "date": date, "datetime": datetime, "time": time,
    "timedelta": timedelta, "Decimal": Decimal, "BytesIO": BytesIO, "UUID": UUID,
    "DateOffset": DateOffset, "Interval": Interval, "Period": Period, "Timedelta": Timedelta, "Timestamp": Timestamp, "MonthDayNano": MonthDayNano,
}  # fmt: skip
ALL = [*sql.PLAIN.values(), *sql.MARKED.values(), sql.of_arrow(pa.decimal128(10, 2)), sql.of_arrow(pa.decimal128(38, 0))]
TYPES = {type.name: type for type in (*ALL, *(sql.Array(type) for type in ALL))}


def field(name: str, nullable: bool = True) -> pa.Field:
    return sql.marked("v", TYPES[name], nullable)


def through_a_column(values: Any, name: str) -> list:
    return tables.Output(pandas.DataFrame({"v": values})).bind(pa.schema([field(name)])).column("v").to_pylist()


def as_cell(value: Any, name: str) -> Any:
    """Among objects, where every value is looked at by itself."""
    return through_a_column(pandas.Series([value, None], dtype=object), name)[0]


def as_column(value: Any, name: str) -> Any:
    """In a column that pandas gives a type of its own."""
    try:
        series = pandas.Series([value])
    except (OverflowError, ValueError):
        pytest.skip("pandas has no column for it")
    return through_a_column(series, name)[0]


def as_parameter(value: Any, name: str) -> Any:
    return tables.to_scalar(value, field(name))[0].as_py()


def as_element(value: Any, name: str) -> Any:
    return as_cell([value], name + "[]")[0]


WAYS = {"cell": as_cell, "column": as_column, "parameter": as_parameter, "element": as_element}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("name", "value", "result"), ROWS)
def test_a_row_of_the_page(name: str, value: str, result: str | None, way: str) -> None:
    if way == "element" and name.endswith("[]"):
        pytest.skip("arrays have one dimension")
    given = eval(value, NAMES)
    if result is None:
        with pytest.raises(SessionError) as refused:
            WAYS[way](given, name)
        assert refused.value.kind == ("parameter" if way == "parameter" else "schema")
        assert "'v'" in refused.value.message or refused.value.subject == "v"
        assert name in refused.value.message
    else:
        expected = eval(result, NAMES)
        assert WAYS[way](given, name) == expected


def test_every_type_has_rows_of_both_kinds() -> None:
    rows = collections.defaultdict(set)
    for name, _, result in ROWS:
        rows[name].add(result is None)
    lacking = [type.name for type in ALL if rows[type.name] != {True, False}]
    assert not lacking and rows["integer[]"] == {True, False}


def test_every_row_of_the_page_is_read() -> None:
    table = PAGE.split("| Declared | Python value | Result |\n|---|---|---|\n")[1].split("\n\n")[0]
    assert len(table.splitlines()) == len(ROWS)


NOTHING = {"None": None, "NaN": float("nan"), "numpy's NaN": numpy.float32("nan"), "NaT": pandas.NaT, "NA": pandas.NA,
           "Decimal's NaN": Decimal("NaN"), "numpy's NaT": numpy.datetime64("NaT")}  # fmt: skip


@pytest.mark.parametrize("nothing", NOTHING)
@pytest.mark.parametrize("name", TYPES)
def test_null_in_every_type(name: str, nothing: str) -> None:
    value = NOTHING[nothing]
    for series in (pandas.Series([value, value], dtype=object), pandas.Series([value, value])):
        assert through_a_column(series, name) == [None, None]
    assert as_parameter(value, name) is None
    with pytest.raises(SessionError, match="column 'v' is declared not null, but holds 1 NULL, the first in row 0"):
        tables.Output(pandas.DataFrame({"v": pandas.Series([value], dtype=object)})).bind(pa.schema([field(name, nullable=False)]))


@pytest.mark.parametrize("name", [name for name in TYPES if not name.startswith(("real", "double"))])
def test_nan_of_arrow_is_null_in_what_is_no_float(name: str) -> None:
    assert tables.Output(pa.table({"v": [float("nan"), None]})).bind(pa.schema([field(name)])).column("v").to_pylist() == [None, None]


def test_the_first_value_that_does_not_fit_is_named_with_its_row_and_both_types() -> None:
    frame = pandas.DataFrame({"id": range(70_000), "n": [0.5] * 69_999 + ["x" * 1_000]})
    with pytest.raises(SessionError) as refused:
        tables.Output(frame).bind(pa.schema([("id", pa.int64()), ("n", pa.float64())]))
    assert refused.value.message == (
        "column 'n' is declared double precision, but row 69999 holds '" + "x" * 99 + "... (str): it is no number;"
        " write pandas.to_numeric(column) for text"
    )
    with pytest.raises(SessionError, match=r"column 'v' is declared integer, but row 2 holds 2.5 \(float64\): it has a fraction; write column.round"):
        through_a_column([1.0, 2.0, 2.5, 3.5], "integer")


class Hostile:
    """An object of the script's whose every method fails."""

    def __fail(self, *ignored: Any) -> Any:
        raise RuntimeError("no")

    __repr__ = __str__ = __bool__ = __len__ = __iter__ = __float__ = __int__ = __index__ = __hash__ = __fail


@pytest.mark.parametrize("name", TYPES)
def test_objects_that_fail_are_refused(name: str) -> None:
    for value in (Hostile(), [Hostile()], {"a": Hostile()}, object(), lambda: 0, numpy.complex128(1j), ...):
        with pytest.raises(SessionError) as refused:
            as_cell(value, name)
        assert refused.value.kind == "schema"
        with pytest.raises(SessionError) as refused:
            as_parameter(value, name)
        assert refused.value.kind == "parameter"

"""Dates, times and intervals. Nothing finer than a microsecond is cut: it is refused."""

import datetime
import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from satellite.sql.base import SqlType, Unfit, nulls, numbers, validity, writable

_DAY = 86_400_000_000
_EPOCH = datetime.datetime(1970, 1, 1)
_FIRST_DAY = (datetime.date.min - _EPOCH.date()).days
_LAST_DAY = (datetime.date.max - _EPOCH.date()).days
_FINE = re.compile(r"[.,]\d{6}\d*[1-9]")
_DATE = r"\d{4}-\d\d-\d\d"
_CLOCK = r"\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?"
_FORMS = {
    datetime.date: re.compile(_DATE), datetime.time: re.compile(_CLOCK), datetime.datetime: re.compile(f"{_DATE}([T ]{_CLOCK})?"),
}  # fmt: skip
"""Of ISO 8601 the forms with separators; those without can be read in more than one way."""
_INTERVAL = np.dtype([("months", "<i4"), ("days", "<i4"), ("nanoseconds", "<i8")])
_MONTHS = {"years": 12, "months": 1}
_DAYS = {"weeks": 7, "days": 1}
_NANOS = {"hours": 3_600_000_000_000, "minutes": 60_000_000_000, "seconds": 1_000_000_000, "milliseconds": 1_000_000, "microseconds": 1_000,
          "nanoseconds": 1}  # fmt: skip
_MICROSECOND = "it has parts of a microsecond; write column.dt.floor('us')"


class Date(SqlType):
    """``date``: dates, and timestamps at midnight."""

    name = "date"
    arrow = pa.date32()
    takes_any = True

    def convert(self, value: Any, lenient: bool) -> datetime.date:
        if isinstance(value, str):
            value = _parsed(datetime.datetime if len(value.strip()) > 10 else datetime.date, value)
        if isinstance(value, datetime.datetime):
            if value.tzinfo is not None:
                raise Unfit("it has a time zone; write column.dt.tz_convert(zone).dt.date")
            if value.time() != datetime.time.min or getattr(value, "nanosecond", False):
                raise Unfit("it has a time of day; write column.dt.date, or declare timestamp")
            return value.date()
        if isinstance(value, datetime.date):
            return value
        raise Unfit("it is no date; write pandas.to_datetime(column).dt.date")

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        if values.type == self.arrow:
            return values
        if pa.types.is_timestamp(values.type) and values.type.tz is None or pa.types.is_date64(values.type):
            per_day = 86_400 * {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}[getattr(values.type, "unit", "ms")]
            times = numbers(values, np.dtype("int64"))
            null = nulls(values)
            days = times // per_day
            if (null | (times % per_day == 0) & (np.abs(days) < 2**31)).all():
                return pa.Array.from_buffers(self.arrow, len(values), [validity(null), pa.py_buffer(days.astype("int32"))])
        return None

    def to_pandas(self, values: pa.Array, nullable: bool) -> np.ndarray:
        _require_calendar(values)
        return pa.chunked_array([values]).to_pandas().to_numpy(dtype=object).copy()

    def to_sql_server(self, values: pa.Array, nullable: bool) -> np.ndarray:
        _require_calendar(values)
        return values.cast(pa.timestamp("ms")).to_numpy(zero_copy_only=False).copy()


class Time(SqlType):
    """``time``, without a zone, within the day."""

    name = "time"
    arrow = pa.time64("us")

    def convert(self, value: Any, lenient: bool) -> datetime.time:
        if isinstance(value, str):
            value = _parsed(datetime.time, value)
        if isinstance(value, pd.Timedelta):  # a time of Arrow that Python has not
            raise Unfit("it has parts of a microsecond or lies outside of the day")
        if not isinstance(value, datetime.time):
            raise Unfit("it is no time; write column.dt.time for timestamps")
        if value.tzinfo is not None:
            raise Unfit("it has a time zone; write value.replace(tzinfo=None)")
        return value

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        return values.cast(self.arrow) if pa.types.is_time(values.type) and require_time(values) is None else None

    def to_pandas(self, values: pa.Array, nullable: bool) -> np.ndarray:
        if (unfit := require_time(values)) is not None:
            raise Unfit(unfit)
        return pa.chunked_array([values]).to_pandas().to_numpy(dtype=object).copy()


def require_time(values: pa.Array) -> str | None:
    """What is wrong with the first time of a column that is none of Python's."""
    unit = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}[values.type.unit]
    times = numbers(values, np.dtype("int32" if values.type.bit_width == 32 else "int64"))
    wrong = ~nulls(values) & ((times < 0) | (times >= 86_400 * unit) | (times % max(unit // 1_000_000, 1) != 0))
    if not wrong.any():
        return None
    row = int(wrong.argmax())
    return f"row {row}: {times[row]} {values.type.unit} after midnight lies outside of the day or has parts of a microsecond"


class Timestamp(SqlType):
    """``timestamp``, without a zone."""

    name = "timestamp"
    arrow = pa.timestamp("us")
    takes_any = True

    def convert(self, value: Any, lenient: bool) -> datetime.datetime:
        value = _moment(value)
        if value.tzinfo is not None:
            raise Unfit("it has a time zone and the column has none; write column.dt.tz_convert(zone).dt.tz_localize(None), or declare"
                        " timestamp with time zone")  # fmt: skip
        return value

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        if values.type == self.arrow:
            return values
        without_zone = pa.types.is_timestamp(values.type) and values.type.tz is None
        return values.cast(self.arrow) if without_zone or pa.types.is_date32(values.type) else None

    def to_pandas(self, values: pa.Array, nullable: bool) -> np.ndarray:
        _require_calendar(values)
        return _times(values)


class TimestampTz(Timestamp):
    """``timestamp with time zone``: an instant; without a zone it is UTC."""

    name = "timestamp with time zone"
    arrow = pa.timestamp("us", "UTC")

    def convert(self, value: Any, lenient: bool) -> datetime.datetime:
        value = _moment(value)
        return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        if values.type == self.arrow:
            return values
        if pa.types.is_timestamp(values.type):
            return values.cast(pa.timestamp("us", values.type.tz)).cast(self.arrow)
        return values.cast(pa.timestamp("us")).cast(self.arrow) if pa.types.is_date32(values.type) else None

    def to_pandas(self, values: pa.Array, nullable: bool) -> Any:
        _require_calendar(values)
        return pd.DatetimeIndex(_times(values), copy=False).tz_localize("UTC").array


class Interval(SqlType):
    """``interval``: months, days and time, which are never added up."""

    name = "interval"
    arrow = pa.month_day_nano_interval()

    def convert(self, value: Any, lenient: bool) -> pa.MonthDayNano:
        months, days, nanos = _parts(value)
        if nanos % 1_000:
            raise Unfit("it has parts of a microsecond; write value.floor('us')")
        if not (-(2**31) <= months < 2**31 and -(2**31) <= days < 2**31 and -(2**63) <= nanos < 2**63):
            raise Unfit("it is longer than an interval can be")
        return pa.MonthDayNano([months, days, nanos])

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        if values.type == self.arrow:
            intervals = numbers(values, _INTERVAL)
            return values if (nulls(values) | (intervals["nanoseconds"] % 1_000 == 0)).all() else None
        if not pa.types.is_duration(values.type):
            return None
        micros = values.cast(pa.duration("us")).cast(pa.int64())
        intervals = np.zeros(len(micros), _INTERVAL)
        intervals["nanoseconds"] = pc.multiply_checked(micros.fill_null(0), 1_000)
        return pa.Array.from_buffers(self.arrow, len(micros), [validity(nulls(micros)), pa.py_buffer(intervals)])

    def to_pandas(self, values: pa.Array, nullable: bool) -> np.ndarray:
        return pa.chunked_array([values]).to_pandas().to_numpy(dtype=object).copy()

    def to_extension(self, values: pa.ChunkedArray) -> Any:
        return self.to_pandas(values.combine_chunks(), True)  # pandas does not write into Arrow's intervals


def _parsed(type: Any, text: str) -> Any:
    """Text in the form of ISO 8601; Python would cut more digits than six."""
    if _FINE.search(text):
        raise Unfit(_MICROSECOND)
    try:
        if _FORMS[type].fullmatch(text := text.strip()):
            return type.fromisoformat(text)
    except ValueError:
        pass
    raise Unfit(f"the text is no {type.__name__} as ISO 8601 writes it, such as 2024-01-31 or 23:59:59; write pandas.to_datetime(column)")


def _moment(value: Any) -> datetime.datetime:
    if isinstance(value, str):
        value = _parsed(datetime.datetime, value)
    if getattr(value, "nanosecond", 0):
        raise Unfit(_MICROSECOND)
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day)
    raise Unfit("it is no timestamp; write pandas.to_datetime(column), with unit='s' for numbers")


def _parts(value: Any) -> tuple[int, int, int]:
    """Months, days and nanoseconds."""
    if isinstance(value, pa.MonthDayNano):
        return value.months, value.days, value.nanoseconds
    if isinstance(value, pd.offsets.Tick):
        value = pd.Timedelta(value)
    if isinstance(value, pd.Timedelta):
        return 0, 0, (value.days * 86_400 + value.seconds) * 1_000_000_000 + value.microseconds * 1_000 + value.nanoseconds
    if isinstance(value, datetime.timedelta):
        return 0, 0, value // datetime.timedelta(microseconds=1) * 1_000
    if isinstance(value, np.timedelta64):  # of years or months
        return int(value.astype("timedelta64[M]").astype("int64")), 0, 0
    if type(value) is pd.DateOffset and value.n == 1:
        parts = value.kwds
        if parts.keys() <= _MONTHS.keys() | _DAYS.keys() | _NANOS.keys() and all(isinstance(part, (int, np.integer)) for part in parts.values()):
            sums = [sum(int(parts.get(name, 0)) * factor for name, factor in units.items()) for units in (_MONTHS, _DAYS, _NANOS)]
            return sums[0], sums[1], sums[2]
        raise Unfit("only an offset of whole years, months, weeks, days, hours and less is an interval")
    raise Unfit("it is no interval; write pandas.to_timedelta(column), with a unit for numbers")


def _times(values: pa.Array) -> np.ndarray:
    column = writable(values, np.dtype("datetime64[us]"))
    if values.null_count:
        column[nulls(values)] = np.datetime64("NaT")
    return column


def _require_calendar(values: pa.Array) -> None:
    """Python's calendar has the years 1 to 9999."""
    if len(values) == values.null_count:
        return
    days = values.type == pa.date32()
    plain = values.cast(pa.int32() if days else pa.int64())
    ends = pc.min_max(plain)
    first, last = (_FIRST_DAY, _LAST_DAY) if days else (_FIRST_DAY * _DAY, (_LAST_DAY + 1) * _DAY - 1)
    if ends["min"].as_py() < first or ends["max"].as_py() > last:
        row = pc.index(pc.fill_null(pc.or_(pc.less(plain, first), pc.greater(plain, last)), False), True).as_py()
        moment = np.datetime64(plain[row].as_py(), "D" if days else "us")
        raise Unfit(
            f"row {row}: {moment} is before the year 1 or after the year 9999, which Python's calendar has not; "
            "the data formats ARROW, BATCHES and PANDAS_ARROW keep it"
        )

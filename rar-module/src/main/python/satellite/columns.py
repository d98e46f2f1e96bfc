"""The columns of an output as the script made them: known to Arrow, or Python objects."""

import datetime
import decimal
import itertools
import uuid
from collections.abc import Hashable, Iterator, Set
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from satellite import sql
from satellite.errors import SessionError
from satellite.sql.arrays import Array
from satellite.sql.base import SqlType, Unfit, cast_column, is_null, plain, shown
from satellite.sql.numbers import DecimalType, to_decimal
from satellite.sql.times import require_time

_KNOWN = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), datetime.date: pa.date32()}
"""Classes of Python whose values Arrow takes as they are, where a column has no other class."""
_WIDENED = {
    pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(), pa.uint64(): pa.decimal128(20, 0), pa.float16(): pa.float32(),
    pa.large_string(): pa.string(), pa.string_view(): pa.string(), pa.large_binary(): pa.binary(), pa.binary_view(): pa.binary(),
    pa.date64(): pa.date32(), pa.null(): pa.string(),
}  # fmt: skip
_MASKED = (pd.arrays.IntegerArray, pd.arrays.FloatingArray, pd.arrays.BooleanArray)
_NUMBERS = {"bigint", "double precision", "decimal"}
_MOST_DIGITS = 38


class Column:
    """One column of an output.

    :param label: as the script named it
    :param known: the values, where Arrow knows their type
    :param source: what pandas made them of
    """

    def __init__(self, label: Hashable, known: pa.ChunkedArray | None, source: Any = None) -> None:
        self.label = label
        self._known = known
        self._source = source

    @classmethod
    def of_pandas(cls, label: Hashable, array: Any) -> "Column":
        """A column of a DataFrame: an array of numpy, or an extension array."""
        if isinstance(array, pd.arrays.SparseArray):
            array = np.asarray(array)
        return cls(label, _known(array), array)

    def fit(self, type: SqlType, nullable: bool, lenient: bool, name: str) -> pa.ChunkedArray:
        """The values in a declared type.

        :param lenient: as SQL Server converts
        :raises SessionError: ``schema``: one does not go into it; the first one is named
        """
        fitted = self._fit(type, lenient, name)
        if fitted.null_count and not nullable:
            first = pc.index(pc.is_null(fitted), True).as_py()
            raise SessionError("schema", f"column '{name}' is declared not null, but holds {fitted.null_count} NULL, the first in row {first}")
        return fitted

    def _fit(self, type: SqlType, lenient: bool, name: str) -> pa.ChunkedArray:
        if self._known is not None:
            if type.takes_any and self._known.type == type.arrow and not (lenient and pa.types.is_floating(type.arrow)):
                return self._known
            if not self._text_of_pandas(type):
                chunks = [cast_column(type, chunk, lenient) for chunk in self._known.chunks]
                if all(chunk is not None for chunk in chunks):
                    return pa.chunked_array(chunks, type.arrow)
        values: list = []
        cells = self.values()
        value = None
        while True:
            try:
                value = next(cells)
                values.append(None if is_null(value, lenient) else type.convert(plain(value), lenient))
            except StopIteration:
                break
            except Unfit as unfit:
                raise self._refused(name, type, len(values), shown(value), str(unfit)) from None
            except Exception as error:  # the script's own classes may raise anything, and Arrow holds what Python has not
                why = f"it cannot be converted ({error.__class__.__name__}: {error})"
                raise self._refused(name, type, len(values), shown(value), why) from None
        array = pa.array(values, type.arrow)
        return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])

    @staticmethod
    def _refused(name: str, type: SqlType, row: int, cell: str, why: str) -> SessionError:
        return SessionError("schema", f"column '{name}' is declared {type.name}, but row {row} holds {cell}: {why}")

    def _text_of_pandas(self, type: SqlType) -> bool:
        """Whether text is wanted of what pandas shows in its own way."""
        known = cast(pa.ChunkedArray, self._known).type
        return type.name == "varchar" and (pa.types.is_temporal(known) or pa.types.is_floating(known))

    def values(self) -> Iterator[Any]:
        """The values one by one, as Python shows them."""
        source = None if isinstance(self._source, pd.arrays.ArrowExtensionArray) and self._known is not None else self._source
        if isinstance(source, pd.Categorical):  # a Series of objects would make floats of intervals beside NULL
            known = source.categories
            categories = list(known.to_numpy() if known.dtype.kind == "f" else known)
            yield from (None if code < 0 else categories[code] for code in source.codes)
            return
        if isinstance(source, pd.arrays.FloatingArray):  # an object would make a double of a float32
            yield from (None if null else value for value, null in zip(source._data, source._mask))
            return
        if source is not None:
            as_it_is = self._known is None or isinstance(source, np.ndarray) and source.dtype.kind == "f"
            yield from source if as_it_is else pd.Series(source).astype(object)
            return
        for chunk in cast(pa.ChunkedArray, self._known).chunks:
            yield from _cells(chunk)

    def inferred(self, more: bool = False) -> SqlType:
        """The SQL type of an output that was not declared.

        :param more: other outputs follow, whose decimals may have other digits
        :raises SessionError: ``value``: there is none for all of its values
        """
        type = self._of_known(self._known.type) if self._known is not None else self._of_values()
        return sql.MARKED[b"numeric"] if more and isinstance(type, DecimalType) and self._source is not None else type

    def _of_known(self, known: pa.DataType) -> SqlType:
        if pa.types.is_dictionary(known) or pa.types.is_run_end_encoded(known):
            return self._of_known(known.value_type)
        known = _WIDENED.get(known, known)
        if known in sql.PLAIN:
            return sql.PLAIN[known]
        if pa.types.is_decimal(known):
            return _decimal(known.precision, known.scale)
        if pa.types.is_list(known) or pa.types.is_large_list(known) or pa.types.is_fixed_size_list(known):
            element = self._of_known(known.value_type)
            if not isinstance(element, Array):
                return Array(element)
        if pa.types.is_struct(known) or pa.types.is_map(known):
            return sql.MARKED[b"json"]
        for matches, type in _FAMILIES:
            if matches(known):
                return type
        raise SessionError("value", f"it has the type {known}, which has no SQL counterpart", subject=str(self.label))

    def _of_values(self, values: Any = None, place: str = "row") -> SqlType:
        kinds: dict[str, tuple[int, Any]] = {}
        numbers: list[decimal.Decimal | None] = []
        elements: list = []
        for row, value in enumerate(self.values() if values is None else values):
            if is_null(value):
                continue
            value = plain(value)
            kind = _kind(value)
            kinds.setdefault(kind, (row, value))
            if kind in _NUMBERS:
                numbers.append(to_decimal(value))
            elif kind == "array":
                elements.extend(value)
        if not kinds:
            return sql.PLAIN[pa.string()]
        if kinds.keys() <= _NUMBERS:
            return _of_numbers(kinds.keys(), numbers)
        if len(kinds) > 1 or "" in kinds:
            cells = " and ".join(f"{place} {row} {shown(value)}" for row, value in list(kinds.values())[:2])
            raise SessionError("value", f"no SQL type takes all of it: {cells}", subject=str(self.label))
        (kind,) = kinds
        if kind == "array":
            element = self._of_values(elements, "element")
            if isinstance(element, Array):
                raise SessionError("value", "it holds lists of lists; declare json", subject=str(self.label))
            return Array(element)
        return next(type for type in (*sql.PLAIN.values(), *sql.MARKED.values()) if type.name == kind)


def _of_numbers(kinds: Set[str], numbers: list[decimal.Decimal | None]) -> SqlType:
    """The narrowest type for a mixture of whole numbers, floats and decimals; None is an infinity."""
    if "double precision" in kinds and "decimal" not in kinds:
        return sql.PLAIN[pa.float64()]
    finite = [number for number in numbers if number is not None]
    if len(finite) < len(numbers):
        return sql.MARKED[b"numeric"]
    whole = max(number.adjusted() + 1 if number else 0 for number in finite)
    scale = max(-int(number.as_tuple().exponent) for number in finite)
    if kinds == {"bigint"}:
        return sql.PLAIN[pa.int64()] if whole <= 18 else _decimal(whole, 0)
    return _decimal(max(whole, 0) + max(scale, 0) or 1, max(scale, 0))


_FAMILIES = [
    (pa.types.is_duration, sql.PLAIN[pa.month_day_nano_interval()]),
    (lambda type: pa.types.is_timestamp(type) and type.tz is None, sql.PLAIN[pa.timestamp("us")]),
    (pa.types.is_timestamp, sql.PLAIN[pa.timestamp("us", "UTC")]),
    (pa.types.is_time, sql.PLAIN[pa.time64("us")]),
    (pa.types.is_fixed_size_binary, sql.PLAIN[pa.binary()]),
    (lambda type: isinstance(type, pa.UuidType), sql.MARKED[b"uuid"]),
]
_KINDS = (
    (bool, "boolean"), (int, "bigint"), (float, "double precision"), (np.floating, "double precision"), (decimal.Decimal, "decimal"),
    (str, "varchar"), ((bytes, bytearray, memoryview), "varbinary"), (datetime.time, "time"),
    ((datetime.timedelta, np.timedelta64, pd.DateOffset, pa.MonthDayNano), "interval"), (uuid.UUID, "uuid"),
    ((list, tuple, np.ndarray), "array"), (dict, "json"), ((pd.Period, pd.Interval), "varchar"),
)  # fmt: skip


def _cells(chunk: pa.Array) -> Iterator[Any]:
    """The values of Arrow one by one. A float32 stays one, and a time that Python has not is a duration."""
    if pa.types.is_dictionary(chunk.type):
        values = list(_cells(chunk.dictionary))
        yield from (None if index is None else values[index] for index in chunk.indices.to_pylist())
    elif pa.types.is_list(chunk.type) or pa.types.is_large_list(chunk.type) or pa.types.is_fixed_size_list(chunk.type):
        elements = _cells(chunk.flatten())
        for length in pc.list_value_length(chunk).to_pylist():
            yield None if length is None else list(itertools.islice(elements, length))
    elif chunk.type in (pa.float32(), pa.float16()):
        floats = chunk.to_numpy(zero_copy_only=False)
        yield from (value if valid else None for value, valid in zip(floats, chunk.is_valid().to_pylist()))
    elif pa.types.is_time(chunk.type) and require_time(chunk) is not None:
        unit = chunk.type.unit
        for count in chunk.cast(pa.int32() if chunk.type.bit_width == 32 else pa.int64()).to_pylist():
            yield None if count is None else pd.Timedelta(count, unit)
    else:
        yield from (value.as_py() for value in chunk)


def _kind(value: Any) -> str:
    """The name of the SQL type of a value, empty where there is none."""
    if isinstance(value, datetime.datetime):
        return "timestamp" if value.tzinfo is None else "timestamp with time zone"
    if isinstance(value, datetime.date):
        return "date"
    return next((name for classes, name in _KINDS if isinstance(value, classes)), "")


def _decimal(precision: int, scale: int) -> SqlType:
    precision, scale = max(precision, scale, precision - scale), max(scale, 0)
    return sql.of_arrow(pa.decimal128(precision, scale)) if precision <= _MOST_DIGITS else sql.MARKED[b"numeric"]


def _known(array: Any) -> pa.ChunkedArray | None:
    """The column for Arrow; None for objects whose classes Arrow would mix up or cut."""
    try:
        known = _known_array(array)
    except Exception:  # values that fit no type, or whose own methods fail
        return None
    return known if known is None or isinstance(known, pa.ChunkedArray) else pa.chunked_array([known])


def _known_array(array: Any) -> pa.Array | pa.ChunkedArray | None:
    if isinstance(array, np.ndarray):
        return pa.array(array, from_pandas=True) if array.dtype.kind in "biufmM" else _known_objects(array) if array.dtype == object else None
    if isinstance(array, _MASKED):
        return pa.array(array._data, mask=array._mask, from_pandas=True)
    if isinstance(array, pd.arrays.DatetimeArray):
        known = pa.array(array._ndarray, from_pandas=True)
        return known if array.tz is None else known.cast(pa.timestamp(array.unit, "UTC"))
    if isinstance(array, pd.Categorical):
        categories = _known(array.categories.array)
        codes = np.asarray(array.codes, dtype="int64")
        return None if categories is None else categories.take(pa.array(codes, mask=codes < 0))
    if isinstance(array, (pd.arrays.PeriodArray, pd.arrays.IntervalArray)) or not hasattr(array, "__arrow_array__"):
        return None
    return array.__arrow_array__()


def _known_objects(values: np.ndarray) -> pa.Array | pa.ChunkedArray | None:
    like = pd.api.types.infer_dtype(values, skipna=True)
    if like in ("string", "bytes"):  # every value is one, or NULL
        return pa.array(values, pa.string() if like == "string" else pa.binary(), from_pandas=True)
    null = pd.isna(values)
    classes = set(map(type, values[~null]))
    if len(classes) != 1:
        return None if classes else pa.nulls(len(values))
    (cls,) = classes
    if cls is decimal.Decimal:
        return pa.array(values, mask=null, from_pandas=True)
    return pa.array(values, _KNOWN[cls], mask=null, from_pandas=True) if cls in _KNOWN else None

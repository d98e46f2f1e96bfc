"""Truth values and numbers."""

import decimal
import math
import re
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from satellite.sql.base import SqlType, Unfit, nulls, numbers, objects, validity, writable

_WIDE = decimal.Context(prec=200_000, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[decimal.InvalidOperation])
_MOST_DIGITS = 131_072
"""Before and after the point together: PostgreSQL's own limit."""
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,9})?\s*", re.ASCII)
_EXACT_DIGITS = 15
"""Every decimal of so many digits comes back from a double."""


def to_decimal(value: Any) -> Decimal | None:
    """A number as a decimal, by its shortest text; None for what is no finite number."""
    if isinstance(value, (bool, int)):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, (float, np.floating)):
        return Decimal(str(value)) if math.isfinite(value) else None
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value.strip())
    return None


def _finite(value: Any, type: SqlType) -> Decimal:
    number = to_decimal(value)
    if number is not None:
        return number
    if isinstance(value, (float, np.floating, Decimal)):
        raise Unfit(f"it is infinite, and {type.name} has no infinity; write column.replace([numpy.inf, -numpy.inf], None)")
    raise Unfit("it is no number" + ("; write pandas.to_numeric(column) for text" if isinstance(value, str) else ""))


def _to_float(number: Decimal) -> float:
    return float(number) if number.adjusted() < 400 else math.copysign(math.inf, number)


class Boolean(SqlType):
    """``boolean``: only True, False, 0 and 1 go in."""

    name = "boolean"
    arrow = pa.bool_()
    takes_any = True

    def convert(self, value: Any, lenient: bool) -> bool:
        if isinstance(value, (bool, int, float, np.floating, Decimal)) and (value == 0 or value == 1):
            return bool(value)
        raise Unfit("only True, False, 0 and 1 are truth values; write a comparison, such as column > 0.5")

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        if values.type == self.arrow:
            return values
        if pa.types.is_integer(values.type) or pa.types.is_floating(values.type):
            is_one = pc.equal(values, 1)
            if pc.all(pc.or_(is_one, pc.equal(values, 0))).as_py():
                return is_one
        return None

    def to_pandas(self, values: pa.Array, nullable: bool) -> Any:
        filled = pc.fill_null(values, False).to_numpy(zero_copy_only=False) if values.null_count else values.to_numpy(zero_copy_only=False)
        return pd.arrays.BooleanArray(filled, nulls(values)) if nullable else filled

    def to_sql_server(self, values: pa.Array, nullable: bool) -> Any:
        return objects(values.to_pylist()) if nullable else self.to_pandas(values, False)


class Whole(SqlType):
    """``tinyint``, ``smallint``, ``integer`` and ``bigint``; on the way in unsigned numbers of Arrow too."""

    takes_any = True

    def __init__(self, name: str, arrow: pa.DataType) -> None:
        self.name = name
        self.arrow = arrow
        self._dtype = np.dtype(arrow.to_pandas_dtype())
        self._least, self._most = int(np.iinfo(self._dtype).min), int(np.iinfo(self._dtype).max)

    def convert(self, value: Any, lenient: bool) -> int:
        number = _finite(value, self)
        if isinstance(value, (float, np.floating)):
            number = Decimal(float(value))  # the very number that it is, not its shortest text
        if not number:
            return 0
        if lenient:
            number = number.to_integral_value(decimal.ROUND_DOWN, _WIDE)
        if number.adjusted() <= 20 and number != (whole := int(number)):
            raise Unfit("it has a fraction; write column.round().astype('Int64')")
        if number.adjusted() > 20 or not self._least <= whole <= self._most:
            raise Unfit(f"it is beyond {self._least} to {self._most}; declare {'bigint or ' if self.arrow != pa.int64() else ''}decimal(38,0)")
        return whole

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        if values.type == self.arrow:
            return values
        if pa.types.is_floating(values.type):
            return (pc.trunc(values) if lenient else values).cast(self.arrow)
        return values.cast(self.arrow) if pa.types.is_integer(values.type) or pa.types.is_boolean(values.type) else None

    def to_pandas(self, values: pa.Array, nullable: bool) -> Any:
        column = writable(values, self._dtype)
        return pd.arrays.IntegerArray(column, nulls(values)) if nullable else column

    def to_sql_server(self, values: pa.Array, nullable: bool) -> Any:
        column = numbers(values, self._dtype)
        if not nullable:
            return column.astype("int32") if self._dtype.itemsize < 4 else writable(values, self._dtype)
        null = nulls(values)
        floats = column.astype("float64")
        if self._dtype.itemsize == 8:
            with np.errstate(invalid="ignore"):
                lost = ~null & ((np.abs(floats) >= 2.0**63) & (floats != -(2.0**63)) | (floats.astype(self._dtype) != column))
            if lost.any():
                row = lost.argmax()
                raise Unfit(f"row {row}: {column[row]} is no float64, which whole numbers with NULL are in the data format SQL_SERVER; choose PANDAS")
        floats[null] = np.nan
        return floats


class Real(SqlType):
    """``real``: rounds to the nearest float32, and never makes a finite number infinite."""

    name = "real"
    arrow = pa.float32()
    takes_any = True

    def convert(self, value: Any, lenient: bool) -> np.float32:
        if isinstance(value, (float, np.floating)):
            number = float(value)
        else:
            number = float(value) if isinstance(value, Decimal) and value.is_infinite() else _to_float(_finite(value, self))
            if isinstance(value, int) and number != value:
                raise Unfit("a real keeps whole numbers to 16777216; write column.astype('float32') to round")
        with np.errstate(over="ignore"):
            rounded = np.float32(number)
        infinite = isinstance(value, (float, np.floating, Decimal)) and math.isinf(value)
        if np.isinf(rounded) != infinite or rounded == 0 != number:
            raise Unfit("it is beyond the range of a real; declare double")
        if isinstance(value, int) and float(rounded) != value:
            raise Unfit("a real keeps whole numbers to 16777216; write column.astype('float32') to round")
        return rounded

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        if values.type == self.arrow:
            return values
        if pa.types.is_floating(values.type):
            cast = values.cast(self.arrow)
            kept = pc.and_(pc.equal(pc.is_inf(cast), pc.is_inf(values)), pc.equal(pc.equal(cast, 0), pc.equal(values, 0)))
            return cast if pc.all(kept).as_py() else None
        return values.cast(self.arrow) if pa.types.is_integer(values.type) else None

    def to_pandas(self, values: pa.Array, nullable: bool) -> np.ndarray:
        return _floats(values, np.dtype("float32"))


class Double(SqlType):
    """``double precision``: a decimal goes in if the double is written with the same digits."""

    name = "double precision"
    arrow = pa.float64()
    takes_any = True

    def convert(self, value: Any, lenient: bool) -> float:
        if isinstance(value, (float, np.floating)):
            number = float(value)
            if isinstance(value, np.longdouble) and number != value:
                raise Unfit("a double does not keep all its digits; write column.astype('float64') to round")
            return number
        if isinstance(value, Decimal) and value.is_infinite():
            return float(value)
        exact = _finite(value, self)
        number = _to_float(exact)
        if math.isinf(number) or Decimal(number if isinstance(value, int) else str(number)) != exact:
            raise Unfit("a double does not keep all its digits; write column.astype('float64') to round, or declare numeric")
        return number

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        if values.type == self.arrow:
            return values
        if pa.types.is_floating(values.type) or pa.types.is_integer(values.type):
            return values.cast(self.arrow)
        exact = pa.types.is_decimal128(values.type) and values.type.precision <= _EXACT_DIGITS
        return pa.array(decimals_to_floats(values), mask=nulls(values)) if exact else None

    def to_pandas(self, values: pa.Array, nullable: bool) -> np.ndarray:
        return _floats(values, np.dtype("float64"))


class DecimalType(SqlType):
    """``decimal(p,s)``: more digits are rounded half away from zero, floats by their shortest text."""

    def __init__(self, precision: int, scale: int) -> None:
        self.name = f"decimal({precision},{scale})"
        self.arrow = pa.decimal128(precision, scale)
        self._scale = scale
        self._step = Decimal((0, (1,), -scale))
        self._limit = 10**precision

    takes_any = True

    def convert(self, value: Any, lenient: bool) -> Decimal:
        number = _finite(value, self)
        if not number:
            return Decimal(0)
        if number.adjusted() < 40:
            if -int(number.as_tuple().exponent) > self._scale:
                number = number.quantize(self._step, decimal.ROUND_HALF_UP, _WIDE)
            if number.scaleb(self._scale, _WIDE).copy_abs() < self._limit:
                return number
        raise Unfit(f"{self.name} has {self.arrow.precision - self._scale} digits before the point; declare more, or numeric")

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        if values.type == self.arrow:
            return values
        if pa.types.is_decimal(values.type):
            finer = values.type.scale > self._scale
            return (pc.round(values, self._scale, "half_towards_infinity") if finer else values).cast(self.arrow)
        if values.type == pa.float64():
            return self._of_floats(values)
        return self._of_whole(values) if pa.types.is_signed_integer(values.type) else None

    def _of_floats(self, values: pa.Array) -> pa.Array | None:
        """Rounds by arithmetic what lies clearly on one side of a tie, and only the rest by its text."""
        if self._scale > _EXACT_DIGITS:
            return None
        null = nulls(values)
        floats = np.where(null, 0.0, numbers(values, np.dtype("float64")))
        size = np.abs(floats) * 10.0**self._scale
        if not (size < 2.0**51).all():
            return None
        whole = np.floor(size + 0.5)
        near = np.abs(size - np.floor(size) - 0.5) <= size * 2.0**-51
        unscaled = np.where(floats < 0, -whole, whole).astype("int64")
        for row in near.nonzero()[0]:
            unscaled[row] = int(Decimal(str(floats[row])).quantize(self._step, decimal.ROUND_HALF_UP, _WIDE).scaleb(self._scale, _WIDE))
        return self._of_unscaled(unscaled, null)

    def _of_whole(self, values: pa.Array) -> pa.Array | None:
        null = nulls(values)
        whole = np.where(null, 0, values.cast(pa.int64()).fill_null(0).to_numpy())
        if self._scale > 18 or len(whole) and max(int(whole.max()), -int(whole.min())) >= 2**63 // 10**self._scale:
            return None
        return self._of_unscaled(whole * 10**self._scale, null)

    def _of_unscaled(self, unscaled: np.ndarray, null: np.ndarray) -> pa.Array | None:
        if len(unscaled) and max(int(unscaled.max()), -int(unscaled.min())) >= self._limit:
            return None
        words = np.empty((len(unscaled), 2), "int64")
        words[:, 0] = unscaled
        words[:, 1] = unscaled >> 63
        return pa.Array.from_buffers(self.arrow, len(unscaled), [validity(null), pa.py_buffer(words)])

    def to_pandas(self, values: pa.Array, nullable: bool) -> np.ndarray:
        return values.to_numpy(zero_copy_only=False)

    def to_sql_server(self, values: pa.Array, nullable: bool) -> np.ndarray:
        return decimals_to_floats(values)


class NumericType(SqlType):
    """``numeric`` without limits: text on the way, numbers to every script."""

    name = "numeric"
    arrow = pa.string()
    calculable = pa.decimal256(56, 28)
    """What it is to scripts on Arrow: 28 digits on either side of the point, and room to multiply."""

    def convert(self, value: Any, lenient: bool) -> str:
        number = _finite(value, self)
        if max(number.adjusted(), 0) - min(int(number.as_tuple().exponent), 0) > _MOST_DIGITS:
            raise Unfit(f"it has more than {_MOST_DIGITS} digits")
        text = format(number, "f")
        # zeros that come from the width of the decimal256, not from the script
        return text.rstrip("0").rstrip(".") if int(number.as_tuple().exponent) <= -self.calculable.scale else text

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        return values.cast(pa.string()) if pa.types.is_integer(values.type) else None

    def to_pandas(self, values: pa.Array, nullable: bool) -> np.ndarray:
        return objects([self.to_value(value) for value in values.to_pylist()])

    def to_sql_server(self, values: pa.Array, nullable: bool) -> np.ndarray:
        floats = np.array([np.nan if value is None else float(value) for value in values.to_pylist()], dtype="float64")
        if np.isinf(floats).any():
            raise Unfit("it is infinite, or beyond the range of float64, which decimals are in the data format SQL_SERVER; choose PANDAS")
        return floats

    def to_extension(self, values: pa.ChunkedArray) -> Any:
        return self.to_pandas(values, True)

    def to_arrow(self, values: pa.Array) -> pa.Array:
        limit = Decimal(10 ** (self.calculable.precision - self.calculable.scale))
        step = Decimal((0, (1,), -self.calculable.scale))
        decimals: list[Decimal | None] = []
        for text in values.to_pylist():
            number = self.to_value(text)
            if number is not None:
                fits = number.is_finite() and number.copy_abs() < limit
                rounded = number.quantize(step, context=_WIDE) if fits else None
                if rounded != number:
                    why = "has more than 28 digits before or after the point" if number.is_finite() else "is not finite"
                    raise Unfit(f"row {len(decimals)}: {text[:60]} {why}, and does not go into the decimal256 that numeric is in the data formats"
                                " ARROW and BATCHES; choose PANDAS")  # fmt: skip
                number = rounded
            decimals.append(number)
        return pa.array(decimals, self.calculable)

    def to_value(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)


def decimals_to_floats(values: pa.Array) -> np.ndarray:
    """The nearest double of each decimal, NaN for NULL. Arrow's own cast is not always the nearest."""
    if pa.types.is_decimal128(values.type) and values.type.precision <= _EXACT_DIGITS and values.type.scale >= 0:
        words = np.frombuffer(values.buffers()[1] or b"", "<i8", 2 * len(values), values.offset * 16)
        null = nulls(values)
        unscaled = np.where(null, 0, words[::2])
        if (np.abs(unscaled) < 2**53).all() and (null | (words[1::2] == unscaled >> 63)).all():  # data may have more digits than its type
            floats = unscaled / 10.0**values.type.scale
            floats[null] = np.nan
            return floats
    return np.array([np.nan if value is None else float(value) for value in values.to_pylist()], dtype="float64")


def _floats(values: pa.Array, dtype: np.dtype) -> np.ndarray:
    column = writable(values, dtype)
    if values.null_count:
        column[nulls(values)] = np.nan
    return column

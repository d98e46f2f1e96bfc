"""What every SQL type can do, and the values that are NULL to all of them."""

import decimal
import math
from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_LONGEST_VALUE = 100


class Unfit(Exception):
    """A value does not go into a type. The text says why, and what to write instead."""


class SqlType(ABC):
    """One SQL type, in both directions. A value keeps its meaning or is refused; nothing is cut.

    :meth:`convert` is the rule, one value at a time. :meth:`cast` is the same for columns that Arrow knows the type of,
    without an object for a value; what it leaves out goes value by value.
    """

    name: str
    """As SQL writes it."""
    arrow: pa.DataType
    """What carries its values to the server."""
    takes_any: ClassVar[bool] = False
    """Whether every value of the Arrow type is one of this type."""

    @abstractmethod
    def convert(self, value: Any, lenient: bool) -> Any:
        """One output value, as ``pyarrow.array`` takes it for :attr:`arrow`.

        :param value: not NULL, no scalar of numpy
        :param lenient: as SQL Server converts: fractions are cut where whole numbers are declared
        :raises Unfit: it does not go into this type
        """

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        """A whole output column, not all of it NULL, without NaN unless the type has it.

        :return: None when the values have to be looked at one by one
        """
        return values if self.takes_any and values.type == self.arrow else None

    @abstractmethod
    def to_pandas(self, values: pa.Array, nullable: bool) -> Any:
        """An input column as pandas has it, writable. Its type depends on ``nullable`` alone, never on the values.

        :param values: their memory becomes the column's
        :raises Unfit: pandas cannot hold a value
        """

    def to_sql_server(self, values: pa.Array, nullable: bool) -> Any:
        """The same as SQL Server has it.

        :param nullable: whether NULL has to have a place in the column
        """
        return self.to_pandas(values, nullable)

    def to_arrow(self, values: pa.Array) -> pa.Array:
        """The same for scripts that work on Arrow."""
        return values

    def to_extension(self, values: pa.ChunkedArray) -> Any:
        """The same for a DataFrame over Arrow's types."""
        return pd.arrays.ArrowExtensionArray(values)

    def to_value(self, value: Any) -> Any:
        """One input value, of a parameter or an array, as a script sees it: None for NULL."""
        return value


def is_null(value: Any, lenient: bool = False) -> bool:
    """Whether a value is NULL in whatever column it is: None, NaN, NaT and NA; with ``lenient`` infinity too."""
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    if isinstance(value, (float, np.floating)):
        return value != value or lenient and math.isinf(value)
    if isinstance(value, decimal.Decimal):
        return value.is_nan() or lenient and value.is_infinite()
    return isinstance(value, (np.datetime64, np.timedelta64)) and bool(np.isnat(value))


def plain(value: Any) -> Any:
    """Scalars of numpy as Python has them. A float32 is the number that it is written as."""
    if not isinstance(value, np.generic):
        return value
    if isinstance(value, np.datetime64):
        return pd.Timestamp(value)
    if isinstance(value, np.timedelta64) and np.datetime_data(value.dtype)[0] not in ("Y", "M"):
        return pd.Timedelta(value)
    if isinstance(value, np.str_):
        return str(value)
    return value if isinstance(value, (np.float32, np.float16, np.longdouble, np.timedelta64)) else value.item()


def shown(value: Any) -> str:
    """A value and its type, for messages."""
    try:
        text = str(value) if isinstance(value, np.generic) and not isinstance(value, (str, bytes)) else repr(value)
    except Exception as error:  # whatever the script's own class does
        text = f"a value that cannot be shown ({type(error).__name__})"
    text = text.encode("utf-8", "backslashreplace").decode()
    return f"{text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + '...'} ({type(value).__name__})"


def cast_column(type: SqlType, values: pa.Array, lenient: bool) -> pa.Array | None:
    """What a type makes of a column that Arrow knows the type of; None when it must look at the values one by one."""
    try:
        if pa.types.is_dictionary(values.type):
            values = values.dictionary_decode()
        elif pa.types.is_run_end_encoded(values.type):
            values = pc.run_end_decode(values)
        if pa.types.is_floating(values.type):
            if lenient:
                values = pc.if_else(pc.is_finite(values), values, None)
            elif not pa.types.is_floating(type.arrow):
                values = pc.if_else(pc.is_nan(values), None, values)
        if values.null_count == len(values):
            return pa.nulls(len(values), type.arrow)
        return type.cast(values, lenient)
    except pa.ArrowException:
        return None


class _Memory:
    """Arrow's memory as an array that may be written to; it lives as long as the array does."""

    def __init__(self, values: pa.Array, dtype: np.dtype) -> None:
        self._buffer = values.buffers()[1]
        self.__array_interface__ = {
            "data": (self._buffer.address + values.offset * dtype.itemsize, False), "shape": (len(values),), "typestr": dtype.str, "version": 3,
        }  # fmt: skip


def writable(values: pa.Array, dtype: np.dtype) -> np.ndarray:
    """The values of a column of fixed width, in their own memory; those that are NULL are anything."""
    return np.asarray(_Memory(values, dtype)) if values.buffers()[1] else np.zeros(len(values), dtype)


def numbers(values: pa.Array, dtype: np.dtype) -> np.ndarray:
    """The values of a column of fixed width, a view; those that are NULL are anything."""
    return np.frombuffer(values.buffers()[1] or b"", dtype, len(values), values.offset * dtype.itemsize)


def nulls(values: pa.Array) -> np.ndarray:
    """Where a column is NULL."""
    return values.is_null().to_numpy(zero_copy_only=False) if values.null_count else np.zeros(len(values), bool)


def validity(null: np.ndarray) -> pa.Buffer | None:
    """The bitmap of a column, from where it is NULL."""
    return pa.array(~null).buffers()[1] if null.any() else None


def objects(values: list) -> np.ndarray:
    """Python objects as one column of pandas; numpy would make arrays of lists."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column

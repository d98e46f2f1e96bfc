"""Data sets between Arrow and what a script sees, and the casts to the result schema.

Data formats: ``PANDAS`` (a DataFrame with pandas' own types), ``PANDAS_ARROW`` (a DataFrame over Arrow's types: NULL and
whole numbers stay what they are), ``SQL_SERVER`` (a DataFrame as SQL Server makes it), ``ARROW`` (a Table), ``BATCHES`` (an
iterator of record batches).

Arrays are lists, in the formats of pandas Python lists with None for NULL; intervals are ``DateOffset`` there, and
``MonthDayNano`` within lists and as parameters.
"""

import decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from satellite.errors import SessionError

_WIDENED = {
    pa.uint8(): pa.int16(),
    pa.uint16(): pa.int32(),
    pa.uint32(): pa.int64(),
    pa.uint64(): pa.decimal128(20, 0),
    pa.float16(): pa.float32(),
    pa.large_string(): pa.string(),
    pa.string_view(): pa.string(),
    pa.large_binary(): pa.binary(),
    pa.binary_view(): pa.binary(),
    pa.date64(): pa.date32(),
    pa.null(): pa.string(),
}
_PLAIN = {
    pa.bool_(), pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float32(), pa.float64(), pa.string(), pa.binary(),
    pa.date32(), pa.time64("us"), pa.timestamp("us"), pa.timestamp("us", "UTC"), pa.month_day_nano_interval(),
}  # fmt: skip
_INTERVAL = np.dtype([("months", "<i4"), ("days", "<i4"), ("nanoseconds", "<i8")])


_NO_ROWS = pd.DataFrame()


def to_input(table: pa.Table, data_format: str) -> Any:
    """What the input variable holds, for every format but ``BATCHES``."""
    if data_format == "ARROW":
        return table
    if data_format == "PANDAS_ARROW":
        return table.to_pandas(types_mapper=pd.ArrowDtype)
    if data_format == "SQL_SERVER":
        return _sql_server_frame(table)
    frame = table.to_pandas(ignore_metadata=True, use_threads=False)
    for position, field in enumerate(table.schema):
        if is_numeric(field) or pa.types.is_list(field.type):
            frame.isetitem(position, _objects(table.column(position), field))
    return frame


def _objects(column: pa.ChunkedArray, field: pa.Field) -> pd.Series:
    """Values as Python objects, None for NULL; numpy would make arrays of lists."""
    values = column.to_pylist()
    if is_numeric(_values(field)):
        values = [_decimals(value) for value in values]
    return pd.Series(values, dtype=object)


def _decimals(value: str | list | None) -> Any:
    if isinstance(value, list):
        return [_decimals(element) for element in value]
    return None if value is None else decimal.Decimal(value)


def is_numeric(field: pa.Field) -> bool:
    """Whether the text in a column is decimals without limits."""
    return bool(field.metadata) and field.metadata.get(b"sql") == b"numeric"


def without_metadata(schema: pa.Schema) -> pa.Schema:
    """The schema as the server takes it from a satellite."""
    plain = schema.remove_metadata()
    return pa.schema([_plain_field(field) for field in plain]) if any(is_numeric(_values(field)) for field in plain) else plain


def _plain_field(field: pa.Field) -> pa.Field:
    if is_numeric(_values(field)):
        return pa.field(field.name, pa.string() if is_numeric(field) else pa.list_(pa.string()), field.nullable)
    return field.remove_metadata()


def _values(field: pa.Field) -> pa.Field:
    """What a list holds, or the column itself."""
    return field.type.value_field if pa.types.is_list(field.type) else field


def empty_output(data_format: str) -> Any:
    """What the output variable holds before the script runs."""
    if data_format == "BATCHES":
        return []
    return pa.table({}) if data_format == "ARROW" else _NO_ROWS.copy()


def is_tabular(output: Any) -> bool:
    """Whether an output holds rows itself, instead of yielding them."""
    return isinstance(output, (pa.Table, pa.RecordBatch, pd.DataFrame, pd.Series))


def to_table(output: Any) -> pa.Table:
    """The script's output as a table; the index of a DataFrame is dropped.

    :raises SessionError: ``not_tabular``
    """
    if isinstance(output, pa.Table):
        return output
    if isinstance(output, pa.RecordBatch):
        return pa.Table.from_batches([output])
    if isinstance(output, pd.Series):
        output = output.to_frame()
    if not isinstance(output, pd.DataFrame):
        raise SessionError("not_tabular", f"it is a {type(output).__name__}")
    names = [str(name) for name in output.columns]
    try:
        columns = [_from_pandas(output, i, array) for i, array in enumerate(output._iter_column_arrays())]
        return pa.Table.from_arrays(columns, names=names) if names else pa.table({})
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise SessionError("not_tabular", str(error)) from None


def _from_pandas(frame: pd.DataFrame, position: int, array: Any) -> pa.Array:
    """One column; a Series around it costs more than the conversion of a few rows."""
    plain = isinstance(array, np.ndarray) or hasattr(array, "__arrow_array__")
    return pa.array(array, from_pandas=True) if plain else pa.Array.from_pandas(frame.iloc[:, position])


def inferred_schema(table: pa.Table) -> pa.Schema:
    """The result schema of a first output when none was declared.

    :raises SessionError: ``not_tabular`` for a type that has no SQL counterpart
    """
    if all(type in _PLAIN for type in table.schema.types):
        return table.schema.remove_metadata()
    return pa.schema([pa.field(f.name, _sql_type(f.name, f.type)) for f in table.schema])


def cast_to(table: pa.Table, schema: pa.Schema, like_sql_server: bool = False) -> pa.Table:
    """The table with exactly the columns and types of the schema.

    Columns are taken by name when the table has exactly the schema's names, else by position.

    :param like_sql_server: always by position; fractions are cut where whole numbers are declared, infinities are NULL
    :raises SessionError: ``schema`` when a column is missing, does not convert without loss, or holds a NULL it must not
    """
    if table.schema.equals(schema) and not like_sql_server and all(_takes_any(field) for field in schema):
        return table
    if table.num_columns != len(schema):
        raise SessionError(
            "schema",
            f"{len(schema)} columns are declared ({', '.join(schema.names)}), "
            f"but it has {table.num_columns} ({', '.join(table.column_names)})",
        )
    by_name = not like_sql_server and sorted(table.column_names) == sorted(set(schema.names))
    columns = []
    for position, field in enumerate(schema):
        column = table.column(field.name) if by_name else table.column(position)
        columns.append(_cast_column(_finite_column(column, field) if like_sql_server else column, field))
    return pa.Table.from_arrays(columns, schema=schema)


def one_batch(table: pa.Table) -> pa.RecordBatch:
    """All rows of a table as one batch."""
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_arrays([pa.array([], f.type) for f in table.schema], schema=table.schema)


def to_value(parameters: pa.RecordBatch, name: str) -> Any:
    """One input parameter as a script sees it."""
    value = parameters.column(name)[0].as_py()
    return _decimals(value) if is_numeric(_values(parameters.schema.field(name))) else value


def to_scalar(value: Any, field: pa.Field) -> pa.Array:
    """One output parameter as an array of one value; NaN, NaT and NA become NULL.

    :raises SessionError: ``parameter`` when the value does not fit the declared type
    """
    if isinstance(value, np.ndarray) and value.ndim == 0 or isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and value.is_integer() and pa.types.is_integer(field.type):
        value = int(value)
    if isinstance(value, (bytearray, memoryview)):
        value = bytes(value)
    try:
        if is_numeric(field):
            return pa.array([_digits(value)], pa.string())
        if is_numeric(_values(field)):
            return pa.array([None if value is None else [_digits(element) for element in value]], pa.list_(pa.string()))
        if pa.types.is_interval(field.type):
            return _intervals(pa.chunked_array([pa.array([value], from_pandas=True)])).cast(field.type).combine_chunks()
        if pa.types.is_decimal(field.type) and isinstance(value, (int, float)) and not pd.isna(value):
            return pa.array([value]).cast(field.type)
        return pa.array([value], type=field.type, from_pandas=True)
    except (pa.ArrowException, OverflowError, TypeError, ValueError, decimal.InvalidOperation) as error:
        reason = f"a {type(value).__name__} does not fit {field.type}: {error}"
        raise SessionError("parameter", reason, subject=field.name) from None


def _sql_server_frame(table: pa.Table) -> pd.DataFrame:
    """Small integers as int32, decimals as float64, dates as timestamps, text with None for NULL."""
    series = {}
    for field, column in zip(table.schema, table.columns):
        if pa.types.is_int8(field.type) or pa.types.is_int16(field.type):
            column = column.cast(pa.int32())
        elif pa.types.is_decimal(field.type) or is_numeric(field):
            column = column.cast(pa.float64())
        if pa.types.is_list(column.type):
            series[field.name] = _objects(column, field)
        elif pa.types.is_string(column.type):
            series[field.name] = pd.Series(column.to_numpy(), dtype=object)
        else:
            series[field.name] = column.to_pandas(date_as_object=False)
    return pd.DataFrame(series, index=pd.RangeIndex(table.num_rows), copy=False)


def _finite_column(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    if not pa.types.is_floating(column.type):
        return column
    column = pc.if_else(pc.is_finite(column), column, None)
    return pc.trunc(column) if pa.types.is_integer(field.type) else column


def _takes_any(field: pa.Field) -> bool:
    """Whether every value of the field's type may go back as it is."""
    return field.nullable and not is_numeric(field) and not pa.types.is_interval(field.type) and not pa.types.is_list(field.type)


def _cast_column(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    try:
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if is_numeric(field):
            column = _numeric_text(column)
        elif is_numeric(_values(field)):
            column = _numeric_lists(column)
        elif pa.types.is_interval(field.type):
            column = _intervals(column)
        elif pa.types.is_list(column.type) and pa.types.is_interval(column.type.value_type):
            _require_microseconds(pc.list_flatten(column))
        cast = column if column.type == field.type else column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, decimal.InvalidOperation) as error:
        raise SessionError("schema", f"column '{field.name}' is declared {field.type}, but is {column.type}: {error}") from None
    if cast.null_count and not field.nullable:
        raise SessionError("schema", f"column '{field.name}' is declared not null, but holds {cast.null_count} NULL")
    return cast


def _numeric_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_integer(column.type):
        return column.cast(pa.string())
    return pa.chunked_array([pa.array([_digits(value) for value in column.to_pylist()], pa.string())])


def _numeric_lists(column: pa.ChunkedArray) -> pa.ChunkedArray:
    lists = [None if value is None else [_digits(element) for element in value] for value in column.to_pylist()]
    return pa.chunked_array([pa.array(lists, pa.list_(pa.string()))])


def _intervals(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Durations as intervals without months and days; intervals as they are. Parts of a microsecond are refused."""
    if pa.types.is_interval(column.type):
        _require_microseconds(column)
    if not pa.types.is_duration(column.type):
        return column
    microseconds = column.cast(pa.duration("us")).cast(pa.int64()).combine_chunks()
    values = np.zeros(len(microseconds), _INTERVAL)
    values["nanoseconds"] = pc.multiply_checked(microseconds.fill_null(0), 1000)
    validity = pc.is_valid(microseconds).buffers()[1]
    intervals = pa.Array.from_buffers(pa.month_day_nano_interval(), len(values), [validity, pa.py_buffer(values)])
    return pa.chunked_array([intervals])


def _require_microseconds(intervals: pa.ChunkedArray) -> None:
    for chunk in intervals.drop_null().chunks:
        values = np.frombuffer(chunk.buffers()[1], _INTERVAL, len(chunk), chunk.offset * _INTERVAL.itemsize)
        if (values["nanoseconds"] % 1000).any():
            raise pa.ArrowInvalid("an interval has parts of a microsecond")


def _digits(value: Any) -> str | None:
    """A number as digits, point and sign; NaN and infinities are NULL."""
    number = decimal.Decimal("NaN") if value is None else decimal.Decimal(str(value))
    return format(number, "f") if number.is_finite() else None


def _sql_type(name: str, type: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(type):
        return _sql_type(name, type.value_type)
    if type in _PLAIN or pa.types.is_decimal128(type):
        return type
    if type in _WIDENED:
        return _WIDENED[type]
    if pa.types.is_list(type) or pa.types.is_large_list(type) or pa.types.is_fixed_size_list(type):
        values = _sql_type(name, type.value_type)
        if not pa.types.is_list(values):
            return pa.list_(values)
    if pa.types.is_duration(type):
        return pa.month_day_nano_interval()
    if pa.types.is_timestamp(type):
        return pa.timestamp("us") if type.tz is None else pa.timestamp("us", "UTC")
    if pa.types.is_time(type):
        return pa.time64("us")
    raise SessionError("not_tabular", f"column '{name}' has the type {type}, which has no SQL counterpart")

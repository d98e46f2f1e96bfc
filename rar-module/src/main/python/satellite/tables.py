"""Data sets between Arrow and what a script sees, and how its columns are bound to the result schema.

Data formats: ``PANDAS`` (a DataFrame of pandas' own types, the nullable ones where NULL may be), ``PANDAS_ARROW`` (a
DataFrame over Arrow's types), ``SQL_SERVER`` (a DataFrame as SQL Server makes it), ``ARROW`` (a Table), ``BATCHES`` (an
iterator of record batches). How each type goes in and out is said by its class in :mod:`satellite.sql`.
"""

import functools
from collections.abc import Hashable
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.interchange

from satellite import sql
from satellite.columns import Column
from satellite.errors import SessionError
from satellite.sql.base import SqlType, Unfit, is_null, plain, shown

_MOST_COLUMNS = 20_000
_SMALL = 4096


class Inputs:
    """Turns the rows of one session into what the input variable holds, for every format but ``BATCHES``.

    A DataFrame takes the memory of its table over, which nobody else may use.

    :param whole: each table is all of the input; SQL Server's types then depend on whether a column holds NULL
    """

    def __init__(self, schema: pa.Schema, data_format: str, whole: bool = True) -> None:
        self._fields = list(schema)
        self._types = [sql.of_field(field) for field in self._fields]
        self._data_format = data_format
        self._whole = whole
        self._on_arrow = data_format in ("ARROW", "BATCHES")
        self._columns = None if self._on_arrow else pd.Index(schema.names)
        self._as_it_is = self._on_arrow and not any(
            field.metadata or type.name.startswith("numeric") for field, type in zip(self._fields, self._types)
        )

    def rows(self, table: pa.Table) -> Any:
        """A Table as it is, or a DataFrame that may be written to.

        :raises SessionError: ``input``: the format cannot hold a value
        """
        if self._as_it_is:
            return table
        columns = []
        for field, type, chunks in zip(self._fields, self._types, table.columns):
            try:
                columns.append(self._column(field, type, chunks))
            except Unfit as unfit:
                raise SessionError("input", str(unfit), subject=field.name) from None
        if self._on_arrow:
            fields = [pa.field(field.name, column.type, field.nullable) for field, column in zip(self._fields, columns)]
            return pa.Table.from_arrays(columns, schema=pa.schema(fields))
        frame = pd.DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(table.num_rows), copy=False)
        frame.columns = cast(pd.Index, self._columns).view()  # a view has a name of its own
        return frame

    def batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """One batch of ``BATCHES``.

        :raises SessionError: ``input``
        """
        return batch if self._as_it_is else one_batch(self.rows(pa.Table.from_batches([batch])))

    def _column(self, field: pa.Field, type: SqlType, chunks: pa.ChunkedArray) -> Any:
        if self._on_arrow:
            return pa.chunked_array([type.to_arrow(chunk) for chunk in chunks.chunks], None if chunks.num_chunks else chunks.type)
        if self._data_format == "PANDAS_ARROW":
            return type.to_extension(chunks)
        values = chunks.chunk(0) if chunks.num_chunks == 1 else chunks.combine_chunks()
        if self._data_format == "SQL_SERVER":
            column = type.to_sql_server(values, values.null_count > 0 if self._whole else field.nullable)
        else:
            column = type.to_pandas(values, field.nullable)
        # without a Series around them pandas makes text of objects that are text
        return pd.Series(column, dtype=object, copy=False) if isinstance(column, np.ndarray) and column.dtype == object else column


def to_input(table: pa.Table, data_format: str, whole: bool = True) -> Any:
    """The rows of a table that keeps its memory; see :class:`Inputs`."""
    return Inputs(table.schema, data_format, whole).rows(copied(table))


def empty_output(data_format: str) -> Any:
    """What the output variable holds before the script runs."""
    if data_format == "BATCHES":
        return []
    return pa.table({}) if data_format == "ARROW" else pd.DataFrame()


def is_tabular(output: Any) -> bool:
    """Whether an output holds rows itself, instead of yielding them."""
    return isinstance(output, (pa.Table, pa.RecordBatch, pd.DataFrame, pd.Series)) or _is_frame_of_others(output)


def _is_frame_of_others(output: Any) -> bool:
    return hasattr(output, "__arrow_c_stream__") or hasattr(output, "__dataframe__")


class Output:
    """The rows that a script returned, before they are bound to the result.

    :param output: a DataFrame, a Series, a Table, a RecordBatch, or any frame that offers ``__arrow_c_stream__`` or ``__dataframe__``
    :raises SessionError: ``not_tabular``
    """

    def __init__(self, output: Any) -> None:
        self.dropped_index: str | None = None
        self.table: pa.Table | None = None
        self._frame: pd.DataFrame | None = None
        if isinstance(output, pd.Series):
            output = output.to_frame()
        if isinstance(output, pd.DataFrame):
            self._frame = output
            self.num_rows = len(output)
            self.dropped_index = None if type(output.index) is pd.RangeIndex and output.index.name is None else _index_name(output)
        else:
            self.table = _table_of(output)
            self.num_rows = self.table.num_rows

    @functools.cached_property
    def columns(self) -> list[Column]:
        """The columns, in the order of the script."""
        if self._frame is not None:
            return [Column.of_pandas(label, array) for label, array in zip(self._frame.columns, self._frame._iter_column_arrays())]
        table = cast(pa.Table, self.table)
        return [Column(name, column) for name, column in zip(table.column_names, table.columns)]

    @property
    def has_columns(self) -> bool:
        """Whether there is any column; none and no rows are what a script has returned that assigned nothing."""
        return (self.table.num_columns if self.table is not None else len(cast(pd.DataFrame, self._frame).columns)) > 0

    def inferred_schema(self, more: bool = False) -> pa.Schema:
        """The result schema of an output where none was declared.

        :param more: other outputs follow
        :raises SessionError: ``not_tabular``, ``value``: a column that SQL has no type for
        """
        if len(self.columns) > _MOST_COLUMNS:
            raise SessionError("not_tabular", f"it has {len(self.columns)} columns, and {_MOST_COLUMNS} are the most")
        return pa.schema([sql.marked(str(column.label), column.inferred(more)) for column in self.columns])

    def bind(self, schema: pa.Schema, like_sql_server: bool = False) -> pa.Table:
        """The rows as the result; see :class:`Result`."""
        return Result(schema, like_sql_server).of(self)


class Result:
    """Binds the outputs of one session to a schema: exactly its columns, with exactly its types.

    Columns are bound by name, without regard to case, if any of them has the name of a declared one; else by position.

    :param like_sql_server: always by position; fractions are cut where whole numbers are declared, infinities are NULL
    :raises SessionError: ``schema``
    """

    def __init__(self, schema: pa.Schema, like_sql_server: bool = False) -> None:
        if len(schema) > _MOST_COLUMNS:
            raise SessionError("schema", f"{len(schema)} columns are declared, and {_MOST_COLUMNS} are the most")
        self.schema = schema
        self._names = schema.names
        self._lenient = like_sql_server
        self._fields = [(field, sql.of_field(field)) for field in schema]
        self._takes_any = not like_sql_server and all(
            type.takes_any and field.nullable and not pa.types.is_list(field.type) for field, type in self._fields
        )

    def of(self, output: Output, given: pa.Table | pa.RecordBatch | None = None) -> pa.Table:
        """The rows of one output.

        :param given: the input that it was made of, whose columns need no second look
        :raises SessionError: ``schema``
        """
        if output.table is not None:
            _require_valid(output.table, given)
        if self._takes_any and output.table is not None and output.table.schema.equals(self.schema):
            return output.table
        if not output.has_columns and not output.num_rows:
            return self.schema.empty_table()
        columns = self._in_order(output.columns)
        fitted = [column.fit(type, field.nullable, self._lenient, field.name) for column, (field, type) in zip(columns, self._fields)]
        return pa.Table.from_arrays(fitted, schema=self.schema)

    def _in_order(self, columns: list[Column]) -> list[Column]:
        labels = [column.label for column in columns]
        if labels == self._names:  # also where a name is there twice and nothing was declared
            return columns
        by_name = {} if self._lenient else self._by_name(columns)
        if not by_name:
            if len(columns) == len(self._names):
                return columns
            raise SessionError("schema", f"declared: {_count(self._names)}, but it has {_count(labels)}")
        missing = [name for name in self._names if name.casefold() not in by_name]
        unexpected = [column.label for column in columns if column not in by_name.values()]
        if missing or unexpected:
            faults = [f"{what}: {_names(names)}" for what, names in (("missing", missing), ("not declared", unexpected)) if names]
            raise SessionError("schema", f"its columns are bound by name, and some are {'; '.join(faults)} (declared: {_names(self._names)})")
        return [by_name[name.casefold()] for name in self._names]

    def _by_name(self, columns: list[Column]) -> dict[str, Column]:
        """The columns that have a declared name, none where no column has."""
        declared = {name.casefold() for name in self._names}
        found: dict[str, Column] = {}
        for column in columns:
            if isinstance(column.label, str) and (name := column.label.casefold()) in declared:
                if name in found:
                    raise SessionError("schema", f"it has two columns of one name: {_names([found[name].label, column.label])}")
                found[name] = column
        return found


def _require_valid(table: pa.Table, given: pa.Table | pa.RecordBatch | None) -> None:
    """Scripts can make text of Arrow that is no UTF-8, and decimals of more digits than their type has."""
    seen: set[int] | None = None
    for field, column in zip(table.schema, table.columns):
        if not (pa.types.is_string(field.type) or pa.types.is_large_string(field.type) or pa.types.is_decimal(field.type)):
            continue
        if column.nbytes > _SMALL and given is not None:
            if seen is None:
                seen = {buffer.address for values in given.columns for chunk in _chunks(values) for buffer in chunk.buffers() if buffer}
            if all(chunk.buffers()[-1] is not None and chunk.buffers()[-1].address in seen for chunk in column.chunks):
                continue
        try:
            column.validate(full=True)
        except pa.ArrowException as error:
            raise SessionError("schema", f"column '{field.name}' is {field.type}, but its values are not: {error}") from None


def _chunks(values: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    return values.chunks if isinstance(values, pa.ChunkedArray) else [values]


def _names(names: Any) -> str:
    """Names for a message: the first ones of many."""
    shown_names = [str(name) for name in names]
    return ", ".join(shown_names[:20]) + (f" and {len(shown_names) - 20} more" if len(shown_names) > 20 else "")


def _count(names: list) -> str:
    return f"{len(names)} column{'' if len(names) == 1 else 's'} ({_names(names)})"


def _index_name(frame: pd.DataFrame) -> str | None:
    names: list[Hashable] = [name for name in frame.index.names if name is not None]
    return ", ".join(str(name) for name in names) or None


def _table_of(output: Any) -> pa.Table:
    if isinstance(output, pa.Table):
        return output
    if isinstance(output, pa.RecordBatch):
        return pa.Table.from_batches([output])
    if not _is_frame_of_others(output):
        raise SessionError("not_tabular", f"it is of type {type(output).__name__}")
    try:
        if hasattr(output, "__arrow_c_stream__"):
            return pa.table(output)
        return pa.interchange.from_dataframe(output)
    except Exception as error:  # whatever the other library does
        raise SessionError("not_tabular", f"it is of type {type(output).__name__}, and did not become a table: {error}") from None


def one_batch(table: pa.Table) -> pa.RecordBatch:
    """All rows of a table as one batch."""
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_arrays([pa.array([], f.type) for f in table.schema], schema=table.schema)


def copied(table: pa.Table) -> pa.Table:
    """The same rows in memory of their own."""
    batch = one_batch(table)
    return pa.Table.from_batches([pa.ipc.read_record_batch(batch.serialize(), batch.schema)])


def without_metadata(schema: pa.Schema) -> pa.Schema:
    """The schema as the server takes it from a satellite."""
    return pa.schema([_without_marks(field) for field in schema.remove_metadata()])


def _without_marks(field: pa.Field) -> pa.Field:
    if pa.types.is_list(field.type):
        return pa.field(field.name, pa.list_(pa.field("item", field.type.value_type)), field.nullable)
    return field.remove_metadata()


def to_value(parameters: pa.RecordBatch, name: str) -> Any:
    """One input parameter as a script sees it.

    :raises SessionError: ``input``
    """
    try:
        return sql.of_field(parameters.schema.field(name)).to_value(parameters.column(name)[0].as_py())
    except (ValueError, OverflowError) as beyond:
        raise SessionError("input", str(beyond), subject=name) from None


def to_scalar(value: Any, field: pa.Field, lenient: bool = False) -> pa.Array:
    """One output parameter as an array of one value; NaN, NaT and NA become NULL.

    :raises SessionError: ``parameter`` when the value does not fit the declared type
    """
    type = sql.of_field(field)
    try:
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value[()]
        return pa.array([None if is_null(value, lenient) else type.convert(plain(value), lenient)], type.arrow)
    except Exception as error:  # the script's own classes may raise anything
        why = str(error) if isinstance(error, Unfit) else f"it cannot be converted ({error.__class__.__name__}: {error})"
        raise SessionError("parameter", f"{shown(value)} does not go into {type.name}: {why}", subject=field.name) from None

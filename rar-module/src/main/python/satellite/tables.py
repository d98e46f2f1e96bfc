"""Data sets between Arrow and what a script sees, and how its columns are bound to the result schema.

Data formats: ``PANDAS`` (a DataFrame of pandas' own types, the nullable ones where NULL may be), ``PANDAS_ARROW`` (a
DataFrame over Arrow's types), ``SQL_SERVER`` (a DataFrame as SQL Server makes it), ``ARROW`` (a Table), ``BATCHES`` (an
iterator of record batches). How each type goes in and out is said by its class in :mod:`satellite.sql`.
"""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.interchange

from satellite import sql
from satellite.columns import Column
from satellite.errors import SessionError
from satellite.sql.base import SqlType, Unfit, is_null, plain, shown

_MOST_COLUMNS = 20_000


def to_input(table: pa.Table, data_format: str, whole: bool = True) -> Any:
    """What the input variable holds, for every format but ``BATCHES``. A DataFrame may be written to.

    :param whole: the table is all of the input; SQL Server's types then depend on whether a column holds NULL
    :raises SessionError: ``input``: the format cannot hold a value
    """
    types = [sql.of_field(field) for field in table.schema]
    if data_format == "ARROW":
        return _for_arrow(table, types)
    columns = []
    for field, type, chunks in zip(table.schema, types, table.columns):
        try:
            column = _for_pandas(field, type, chunks, data_format, whole)
            # without a Series around them pandas makes text of objects that are text
            columns.append(pd.Series(column, dtype=object, copy=False) if getattr(column, "dtype", None) == object else column)
        except Unfit as unfit:
            raise SessionError("input", str(unfit), subject=field.name) from None
    frame = pd.DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(table.num_rows), copy=False)
    frame.columns = table.column_names
    return frame


def _for_pandas(field: pa.Field, type: SqlType, chunks: pa.ChunkedArray, data_format: str, whole: bool) -> Any:
    if data_format == "PANDAS_ARROW":
        return type.to_extension(chunks)
    values = chunks.chunk(0) if chunks.num_chunks == 1 else chunks.combine_chunks()
    if data_format == "SQL_SERVER":
        return type.to_sql_server(values, values.null_count > 0 if whole else field.nullable)
    return type.to_pandas(values, field.nullable)


def _for_arrow(table: pa.Table, types: list[SqlType]) -> pa.Table:
    """Decimals without limits as decimals; the marks of text are ours alone."""
    if not any(type.name.startswith("numeric") or field.metadata for type, field in zip(types, table.schema)):
        return table
    columns = []
    for field, type, chunks in zip(table.schema, types, table.columns):
        try:
            columns.append(pa.chunked_array([type.to_arrow(chunk) for chunk in chunks.chunks], None if chunks.num_chunks else chunks.type))
        except Unfit as unfit:
            raise SessionError("input", str(unfit), subject=field.name) from None
    fields = [pa.field(field.name, column.type, field.nullable) for field, column in zip(table.schema, columns)]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def to_input_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """One batch of ``BATCHES``.

    :raises SessionError: ``input``
    """
    table = to_input(pa.Table.from_batches([batch]), "ARROW")
    return one_batch(table)


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
        self._table: pa.Table | None = None
        if isinstance(output, pd.Series):
            output = output.to_frame()
        if isinstance(output, pd.DataFrame):
            self.num_rows = len(output)
            self.dropped_index = _index_name(output)
            self._columns = [Column.of_pandas(label, array) for label, array in zip(output.columns, output._iter_column_arrays())]
            return
        self._table = _table_of(output)
        self.num_rows = self._table.num_rows
        self._columns = [Column(name, column) for name, column in zip(self._table.column_names, self._table.columns)]

    @property
    def has_columns(self) -> bool:
        """Whether there is any column; none and no rows are what a script has returned that assigned nothing."""
        return bool(self._columns)

    def inferred_schema(self) -> pa.Schema:
        """The result schema of an output where none was declared.

        :raises SessionError: ``not_tabular``, ``value``: a column that SQL has no type for
        """
        if len(self._columns) > _MOST_COLUMNS:
            raise SessionError("not_tabular", f"it has {len(self._columns)} columns, and {_MOST_COLUMNS} are the most")
        return pa.schema([sql.marked(str(column.label), column.inferred()) for column in self._columns])

    def bind(self, schema: pa.Schema, like_sql_server: bool = False) -> pa.Table:
        """The rows with exactly the columns and types of a schema.

        Columns are bound by name, without regard to case, if any of them has the name of a declared one; else by position.

        :param like_sql_server: always by position; fractions are cut where whole numbers are declared, infinities are NULL
        :raises SessionError: ``schema``
        """
        if len(schema) > _MOST_COLUMNS:
            raise SessionError("schema", f"{len(schema)} columns are declared, and {_MOST_COLUMNS} are the most")
        types = [sql.of_field(field) for field in schema]
        if self._table is not None and self._goes_as_it_is(schema, types, like_sql_server):
            return self._table.replace_schema_metadata(None) if self._table.schema.metadata else self._table
        if not self._columns and not self.num_rows:
            return pa.table({field.name: pa.array([], field.type) for field in schema}, schema=schema)
        columns = self._in_order(schema, like_sql_server)
        fitted = [column.fit(type, field.nullable, like_sql_server, field.name) for column, type, field in zip(columns, types, schema)]
        return pa.Table.from_arrays(fitted, schema=schema)

    def _goes_as_it_is(self, schema: pa.Schema, types: list[SqlType], like_sql_server: bool) -> bool:
        return not like_sql_server and self._table.schema.equals(schema) and all(
            type.takes_any and field.nullable and not pa.types.is_list(field.type) for type, field in zip(types, schema)
        )

    def _in_order(self, schema: pa.Schema, by_position: bool) -> list[Column]:
        by_position |= [column.label for column in self._columns] == schema.names  # twice the same name, where none was declared
        by_name = {} if by_position else self._by_name({name.casefold() for name in schema.names})
        if not by_name:
            if len(self._columns) == len(schema):
                return self._columns
            shape = f"{len(self._columns)} columns ({_names(column.label for column in self._columns)})"
            raise SessionError("schema", f"{len(schema)} columns are declared ({_names(schema.names)}), but it has {shape}")
        missing = [name for name in schema.names if name.casefold() not in by_name]
        unexpected = [column.label for column in self._columns if column not in by_name.values()]
        if missing or unexpected:
            faults = [f"{what}: {_names(names)}" for what, names in (("missing", missing), ("not declared", unexpected)) if names]
            raise SessionError("schema", f"its columns are bound by name, and some are {'; '.join(faults)} (declared: {_names(schema.names)})")
        return [by_name[name.casefold()] for name in schema.names]

    def _by_name(self, declared: set[str]) -> dict[str, Column]:
        """The columns that have a declared name, none where no column has."""
        found: dict[str, Column] = {}
        for column in self._columns:
            name = column.label.casefold() if isinstance(column.label, str) else None
            if name in declared:
                if name in found:
                    raise SessionError("schema", f"it has two columns of one name: {_names([found[name].label, column.label])}")
                found[name] = column
        return found


def _names(names: Any) -> str:
    """Names for a message: the first ones of many."""
    shown_names = [str(name) for name in names]
    return ", ".join(shown_names[:20]) + (f" and {len(shown_names) - 20} more" if len(shown_names) > 20 else "")


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
        why = str(error) if isinstance(error, Unfit) else f"{error.__class__.__name__}: {error}"
        raise SessionError("parameter", f"{shown(value)} does not go into {type.name}: {why}", subject=field.name) from None

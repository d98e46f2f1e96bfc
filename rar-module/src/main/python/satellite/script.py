"""One compiled script and the global variables it runs with."""

import ast
import functools
import linecache
import sys
import time
import types
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import numpy
import pandas
import pyarrow as pa

from satellite import tables
from satellite.errors import SCRIPT_FILE, SessionError, script_error, syntax_error

_END = object()
_WARNING = [pandas.core.frame, pandas.core.generic, pandas.core.series, pandas.core.indexing]
"""The modules of pandas that tell of chained assignments."""


class _StrictWarnings:
    """Stands in for ``warnings`` in pandas: chained assignment is an error, whatever the script has silenced."""

    def warn(self, message: Any, category: Any = None, stacklevel: int = 1, **options: Any) -> None:
        if category is pandas.errors.ChainedAssignmentError:
            raise category(message)
        warnings.warn(message, category, stacklevel=stacklevel + 1, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(warnings, name)


@functools.lru_cache(maxsize=4)
def _compiled(source: str) -> types.CodeType:
    """The code of a script; the same one is often run again. It may be indented as a whole, as pasted text is."""
    try:
        return compile(source, SCRIPT_FILE, "exec")
    except IndentationError:
        try:
            block = ast.parse("if True:\n" + source, SCRIPT_FILE)
        except SyntaxError:
            pass
        else:
            if len(block.body) == 1:  # a block below "if" has the indentation of its first line: nothing within text changes
                module = ast.Module(cast(ast.If, block.body[0]).body, [])
                return compile(ast.increment_lineno(module, -1), SCRIPT_FILE, "exec")
        raise


class Script:
    """A script of one session. Its globals live from batch to batch; only the output variable is reset.

    :param source: text of the script
    :param input_name: variable that holds the input rows
    :param output_name: variable that the output rows are taken from
    :param data_format: one of the names in :mod:`satellite.tables`
    :param parameters: input parameters by name
    :raises SessionError: ``syntax``
    """

    def __init__(self, source: str, input_name: str, output_name: str, data_format: str, parameters: Mapping[str, Any]) -> None:
        source = source.removeprefix("\ufeff")
        self._input_name = input_name
        self._output_name = output_name
        self._data_format = data_format
        # A fresh __main__, so that classes of the script can be pickled and nothing of an earlier script is seen.
        self._module = types.ModuleType("__main__")
        self._module.__dict__.update({"pandas": pandas, "numpy": numpy, **parameters})
        linecache.cache[SCRIPT_FILE] = (len(source), None, source.splitlines(keepends=True), SCRIPT_FILE)
        self.seconds = 0.0
        self._empty: Any = None
        try:
            self._code = _compiled(source)
        except SyntaxError as error:
            raise syntax_error(error) from None
        except ValueError as error:  # null characters
            raise SessionError("syntax", str(error)) from None

    def run(self, rows: pa.Table, inputs: tables.Inputs | None = None) -> tables.Output:
        """Run once.

        :param rows: input, shape ``(n_rows, n_columns)``; ``n_rows`` may be 0
        :param inputs: what makes the input of rows, where it is used more than once
        :raises SessionError: ``script`` or ``package`` when user code raised, ``input`` when the data format cannot hold the
            rows, ``not_tabular`` when the output holds none
        """
        inputs = inputs or tables.Inputs(rows.schema, self._data_format)
        return tables.Output(self._execute(inputs.rows(rows)))

    def stream(self, batches: Iterable[pa.RecordBatch], inputs: tables.Inputs) -> Iterator[tables.Output]:
        """Run once on batches that are fetched as the script asks for them.

        :param batches: the input; the script may leave some of it
        :return: the output as the script yields it, any number of rows at a time; each is to be used before the next one is
            asked for, since the script may fill its frames anew
        :raises SessionError: as :meth:`run`
        """
        output = self._execute(inputs.batch(batch) for batch in batches)
        if tables.is_tabular(output) or not isinstance(output, Iterable):
            yield tables.Output(output)
            return
        pieces = iter(output)
        while True:
            with self._user_code():
                piece = next(pieces, _END)
            if piece is _END:
                return
            yield tables.Output(piece)

    @property
    def assigned(self) -> bool:
        """Whether the last run assigned the output variable."""
        return self._module.__dict__.get(self._output_name) is not self._empty

    def _execute(self, input: Any) -> Any:
        variables = self._module.__dict__
        self._empty = tables.empty_output(self._data_format)
        variables[self._input_name] = input
        variables[self._output_name] = self._empty
        with self._user_code():
            exec(self._code, variables)
        return variables.get(self._output_name)

    @contextmanager
    def _user_code(self) -> Iterator[None]:
        sys.modules["__main__"] = self._module
        started = time.perf_counter()
        try:
            with self._warnings():
                yield
        except SessionError:  # of the input that the script was reading
            raise
        except BaseException as error:  # SystemExit and KeyboardInterrupt end the script, not the satellite
            raise script_error(error) from None
        finally:
            self.seconds += time.perf_counter() - started

    @contextmanager
    def _warnings(self) -> Iterator[None]:
        """Scripts from SQL Server were written for a pandas in which chained assignment still changed the frame."""
        if self._data_format != "SQL_SERVER":
            yield
            return
        strict = _StrictWarnings()
        for module in _WARNING:
            module.warnings = strict
        try:
            yield
        finally:
            for module in _WARNING:
                module.warnings = warnings

    def output_parameters(self, schema: pa.Schema) -> pa.RecordBatch:
        """The output parameters as one row.

        :raises SessionError: ``parameter`` when one is missing or does not fit its type
        """
        values = []
        for field in schema:
            if field.name not in self._module.__dict__:
                raise SessionError("parameter", "the script did not assign it", subject=field.name)
            values.append(tables.to_scalar(self._module.__dict__[field.name], field, self._data_format == "SQL_SERVER"))
        return pa.RecordBatch.from_arrays(values, schema=schema)

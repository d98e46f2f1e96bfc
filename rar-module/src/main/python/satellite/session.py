"""The satellite: serves sessions of the server one after the other until the connection ends."""

import platform
import random
import traceback
from collections.abc import Callable, Iterator
from typing import NamedTuple, NoReturn, cast

import numpy
import pyarrow as pa

from satellite import cache, tables
from satellite.errors import SessionError
from satellite.exchange import PROTOCOL_VERSION, Exchange, Frame, FrameType
from satellite.printed import PrintedOutput
from satellite.reset import CleanState
from satellite.script import Script
from satellite.usage import Spent, peak_memory

_LANGUAGE = "Python"
_BATCH_ROWS = 65536
_BATCH_BYTES = 8 * 1024 * 1024


def serve(exchange: Exchange, token: str, satellite: int, pid: int, take_account: Callable[[int | None], None]) -> NoReturn:
    """Report to the server and serve its sessions; the process ends with the connection.

    :param token: proves once that the server ordered this satellite
    :param pid: the process id as the server sees it
    :param take_account: called once, before any session, with the worker account
    """
    # Every fork would otherwise draw the same random numbers.
    random.seed()
    numpy.random.seed()
    exchange.send_json(
        FrameType.HELLO,
        {"protocol": PROTOCOL_VERSION, "token": token, "id": satellite, "pid": pid, "python": platform.python_version()},
    )
    take_account(exchange.expect(FrameType.ASSIGN).json().get("account"))
    printed = PrintedOutput(lambda stream, text: exchange.send_json(FrameType.MESSAGE, {"stream": stream, "text": text}))
    cache.offer()
    clean = CleanState()
    while True:
        frame = exchange.receive()
        if frame.type == FrameType.RESET:
            exchange.send_json(FrameType.RESET, {"clean": clean.restore()})
        elif frame.type == FrameType.INIT_SESSION:
            Session(exchange, printed).run(frame.json())
        else:
            exchange.abandon(f"{frame.type.name} came where a session was due")


class _Start(NamedTuple):
    """The frames that open a session."""

    init: dict
    parameters: pa.RecordBatch | None
    result_schema: pa.Schema | None
    input_schema: pa.Schema | None

    @classmethod
    def of(cls, init: dict, frames: dict[FrameType, Frame]) -> "_Start":
        """What the frames say.

        :raises SessionError: ``arrow``: the input has a type that pyarrow does not read
        """
        schemas = {type: frame.schema() for type, frame in frames.items() if type in (FrameType.PARAMETER_SCHEMA, FrameType.RESULT_SCHEMA)}
        parameters = frames.get(FrameType.PARAMETER_BATCH)
        try:
            input_schema = frames[FrameType.INPUT_SCHEMA].schema() if FrameType.INPUT_SCHEMA in frames else None
        except (pa.ArrowException, NotImplementedError) as error:
            raise SessionError("arrow", str(error)) from None
        return cls(
            init, parameters.batch(schemas[FrameType.PARAMETER_SCHEMA]) if parameters else None, schemas.get(FrameType.RESULT_SCHEMA), input_schema
        )


class Session:
    """One script from its first frame to DONE or ERROR."""

    def __init__(self, exchange: Exchange, printed: PrintedOutput) -> None:
        self._exchange = exchange
        self._printed = printed
        self._input_ended = False
        self._result: tables.Result | None = None
        self._schema_sent = False
        self._like_sql_server = False
        self._output_name = ""
        self._index_told = False
        self._one_output = True
        self._spent_before = Spent.now()
        self._rows_in = 0
        self._rows_out = 0

    def run(self, init: dict) -> None:
        """Serve one session. A failed one is answered by ERROR; the rest of its input is read and dropped.

        :param init: the frame that opened it
        """
        self._like_sql_server = init["dataFormat"] == "SQL_SERVER"
        self._output_name = init["outputName"]
        self._printed.begin(init["messagesMax"])
        self._one_output = not init["perBatch"] and init["dataFormat"] != "BATCHES"
        frames = self._read_frames(init)
        try:
            if init["language"] != _LANGUAGE:
                raise SessionError("language", init["language"])
            start = _Start.of(init, frames)
            if start.result_schema is not None:
                self._result = tables.Result(start.result_schema, self._like_sql_server)
            script = self._compile(start)
            self._exchange.send_json(FrameType.SESSION_READY, {}, later=not start.init["perBatch"])
            if start.init["perBatch"]:
                self._run_per_batch(script, start)
            else:
                self._run_once(script, start)
            self._finish(script, start)
        except SessionError as error:
            self._fail(error)
        except Exception as error:  # a mistake of ours must reach the server's log, not just end the process
            self._fail(SessionError("internal", repr(error), traceback.format_exc()))
        while not self._input_ended:
            self._skip_input()

    def _read_frames(self, init: dict) -> dict[FrameType, Frame]:
        """The frames that follow; read before any of them is looked into, so that an error finds the two sides in step."""
        due = []
        if init["inputParameters"] or init["outputParameters"]:
            due += [FrameType.PARAMETER_SCHEMA, FrameType.PARAMETER_BATCH]
        if init["resultDeclared"]:
            due.append(FrameType.RESULT_SCHEMA)
        if init["inputGiven"]:
            due.append(FrameType.INPUT_SCHEMA)
        return {type: self._exchange.expect(type) for type in due}

    def _compile(self, start: _Start) -> Script:
        init = start.init
        inputs = {name: tables.to_value(start.parameters, name) for name in init["inputParameters"]}
        return Script(init["script"], init["inputName"], init["outputName"], init["dataFormat"], inputs)

    def _run_once(self, script: Script, start: _Start) -> None:
        schema = start.input_schema or pa.schema([])
        inputs = tables.Inputs(schema, start.init["dataFormat"])
        if start.init["dataFormat"] == "BATCHES":
            for output in script.stream(self._input_batches(schema), inputs):
                if output.has_columns or self._result:
                    self._send_rows(self._bind(output))
        else:
            rows = pa.Table.from_batches(self._input_batches(schema), schema)
            output = script.run(rows, inputs)
            self._require_assigned(script)
            self._send_rows(self._bind(output, rows))
        if not self._schema_sent:
            self._send_rows(self._no_rows())

    def _no_rows(self) -> pa.Table:
        return (self._result.schema if self._result else pa.schema([])).empty_table()

    def _input_batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        while (frame := self._next_input()) is not None:
            batch = frame.batch(schema)
            self._rows_in += batch.num_rows
            yield batch

    def _send_rows(self, output: pa.Table) -> None:
        self._rows_out += output.num_rows
        self._send_output_schema(output.schema)
        rows = _BATCH_ROWS
        if output.get_total_buffer_size() > _BATCH_BYTES:  # a quick look, at slices' whole buffers
            rows = min(max(output.num_rows * _BATCH_BYTES // max(output.nbytes, 1), 1), _BATCH_ROWS)
        for batch in output.combine_chunks().to_batches(rows):
            self._exchange.send_batch(FrameType.OUTPUT_BATCH, batch)

    def _send_output_schema(self, schema: pa.Schema) -> None:
        if not self._schema_sent:
            self._schema_sent = True
            self._exchange.send_schema(FrameType.OUTPUT_SCHEMA, tables.without_metadata(schema))

    def _run_per_batch(self, script: Script, start: _Start) -> None:
        inputs = tables.Inputs(start.input_schema, start.init["dataFormat"], whole=False)
        for batch in self._input_batches(start.input_schema):
            if start.init["dataFormat"] == "BATCHES":
                # copied before the script goes on, which may fill its frames anew
                pieces = [tables.copied(self._bind(output)) for output in script.stream([batch], inputs)]
                rows = pa.concat_tables(pieces) if pieces else self._no_rows()
            else:
                output = script.run(pa.Table.from_batches([batch]), inputs)
                self._require_assigned(script)
                rows = self._bind(output, batch)
            self._rows_out += rows.num_rows
            self._forward_printed()
            self._send_output_schema(rows.schema)
            self._exchange.send_batch(FrameType.OUTPUT_BATCH, tables.one_batch(rows))

    def _require_assigned(self, script: Script) -> None:
        if self._result and not script.assigned:
            names = ", ".join(self._result.schema.names[:20])
            raise SessionError("schema", f"the script did not assign {self._output_name}; declared are {names}")

    def _bind(self, output: tables.Output, given: pa.Table | pa.RecordBatch | None = None) -> pa.Table:
        if output.dropped_index and not self._index_told:
            self._index_told = True
            self._notice(f"the index '{output.dropped_index}' of {self._output_name} is not returned; reset_index() makes it a column\n")
        if self._result is None:
            self._result = tables.Result(output.inferred_schema(more=not self._one_output), self._like_sql_server)
        return self._result.of(output, given)

    def _finish(self, script: Script, start: _Start) -> None:
        declared = start.init["outputParameters"]
        if declared:
            schema = pa.schema([cast(pa.RecordBatch, start.parameters).schema.field(name) for name in declared])
            values = script.output_parameters(schema)
            self._exchange.send_schema(FrameType.PARAMETER_SCHEMA, tables.without_metadata(schema))
            self._exchange.send_batch(FrameType.PARAMETER_BATCH, values)
        self._forward_printed()
        self._exchange.send_json(
            FrameType.DONE,
            {
                "rowsIn": self._rows_in,
                "rowsOut": self._rows_out,
                "scriptMillis": round(script.seconds * 1000),
                "peakMemoryBytes": peak_memory(),
                **(Spent.now() - self._spent_before)._asdict(),
            },
        )

    def _fail(self, error: SessionError) -> None:
        self._forward_printed()
        self._exchange.send_json(
            FrameType.ERROR,
            {"kind": error.kind, "message": error.message, "traceback": error.trace, "subject": error.subject},
        )

    def _forward_printed(self) -> None:
        dropped = self._printed.flush()
        if dropped:
            self._notice(f"{dropped} more bytes were printed and not kept (groundstation.script.messages.max)\n")

    def _notice(self, text: str) -> None:
        self._exchange.send_json(FrameType.MESSAGE, {"stream": "notice", "text": text})

    def _next_input(self) -> Frame | None:
        frame = self._exchange.receive()
        if frame.type == FrameType.INPUT_END:
            self._input_ended = True
            if not frame.json()["complete"]:
                raise SessionError("cancelled", "the input was not sent completely")
            return None
        if frame.type != FrameType.INPUT_BATCH:
            self._exchange.abandon(f"{frame.type.name} came where input was due")
        return frame

    def _skip_input(self) -> None:
        try:
            self._next_input()
        except SessionError:  # the session has been answered already
            pass

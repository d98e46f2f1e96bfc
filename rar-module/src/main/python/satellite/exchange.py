"""Frames of the binary exchange over one socket. The format is in docs/protocol.md.

A frame is a 16-byte little-endian header (payload length, type, flags, sequence, metadata length) and its payload:
JSON for control frames, an encapsulated Arrow IPC message for data frames.
"""

import json
import os
import struct
import threading
from collections import deque
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple, NoReturn

import pyarrow as pa

from satellite import wire

PROTOCOL_VERSION = 2
_HEADER = struct.Struct("<IBBHII")
_SMALL = 64 * 1024
_PAGE = 4096


class FrameType(IntEnum):
    """What a frame carries; the same numbers as the Java enum."""

    HELLO = 1
    INIT_SESSION = 2
    PARAMETER_SCHEMA = 3
    PARAMETER_BATCH = 4
    RESULT_SCHEMA = 5
    INPUT_SCHEMA = 6
    INPUT_BATCH = 7
    INPUT_END = 8
    SESSION_READY = 9
    OUTPUT_SCHEMA = 10
    OUTPUT_BATCH = 11
    MESSAGE = 12
    ERROR = 13
    DONE = 14
    ASSIGN = 15
    RESET = 16


class Frame(NamedTuple):
    """One received frame; ``payload`` is an Arrow buffer of its own."""

    type: FrameType
    payload: pa.Buffer

    def json(self) -> dict:
        """The payload of a control frame."""
        return json.loads(self.payload.to_pybytes())

    def schema(self) -> pa.Schema:
        """The payload of a schema frame."""
        return pa.ipc.read_schema(self.payload)

    def batch(self, schema: pa.Schema) -> pa.RecordBatch:
        """The payload of a batch frame; its columns are views of the payload."""
        return pa.ipc.read_record_batch(self.payload, schema)


class Exchange:
    """One connection to the server. Receiving is for one thread; sending is safe from any.

    The server may send ahead of the answers. While an answer does not get through, frames that come are taken in, so that
    the two never wait for each other.
    """

    def __init__(self, connection: wire.Wire) -> None:
        self._wire = connection
        self._outgoing = threading.Lock()
        self._incoming = threading.Lock()
        self._ahead: deque[Frame] = deque()
        self._sent = 0
        self._received = 0
        self._unsent = bytearray()
        self._splitter: _Splitter | None = None
        self._arrived = memoryview(bytearray(_SMALL))
        self._unread = self._arrived[:0]

    def fileno(self) -> int:
        """The descriptor of the connection."""
        return self._wire.fileno()

    def receive(self) -> Frame:
        """Wait for the next frame. Ends the process when the server is gone or sends nonsense."""
        with self._incoming:
            return self._ahead.popleft() if self._ahead else self._read()

    def expect(self, type: FrameType) -> Frame:
        """Wait for the next frame. Another type ends the process."""
        frame = self.receive()
        if frame.type != type:
            self.abandon(f"{frame.type.name} came where {type.name} was due")
        return frame

    def _read(self) -> Frame:
        header = bytearray(_HEADER.size)
        self._fill(memoryview(header))
        length, number, flags, reserved, sequence, metadata_length = _HEADER.unpack(header)
        if flags or reserved or sequence != self._received or metadata_length > length:
            self.abandon(f"bad frame header {header.hex()}")
        self._received = (self._received + 1) & 0xFFFFFFFF
        payload = pa.allocate_buffer(length)
        if length:
            self._fill(memoryview(payload).cast("B"))
        return Frame(FrameType(number), payload)

    def send_json(self, type: FrameType, content: dict, later: bool = False) -> None:
        """Send a control frame.

        :param later: it may wait for the next frame that cannot
        """
        self._send(type, 0, memoryview(json.dumps(content).encode()))
        if not later:
            self.flush()

    def send_schema(self, type: FrameType, schema: pa.Schema) -> None:
        """Send a schema frame."""
        message = schema.serialize()
        self._send(type, message.size, memoryview(message))

    def send_batch(self, type: FrameType, batch: pa.RecordBatch) -> None:
        """Send a batch frame; the columns go to the socket as they are. Columns must not be dictionary-encoded."""
        if batch.get_total_buffer_size() <= _SMALL:  # nbytes is exact, and takes fifty times as long
            pieces = [memoryview(batch.serialize())]
        else:
            pieces = self._pieces_of(batch)
        # An encapsulated message starts with a continuation marker and the size of its padded metadata.
        metadata_length = 8 + struct.unpack_from("<i", pieces[0], 4)[0]
        self._send(type, metadata_length, *pieces)

    def _pieces_of(self, batch: pa.RecordBatch) -> list[memoryview]:
        if self._splitter is None or not self._splitter.schema.equals(batch.schema):
            self._splitter = _Splitter(batch.schema)
        return self._splitter.split(batch)

    def flush(self) -> None:
        """Send the small frames that wait for company."""
        with self._outgoing:
            self._write(())

    def abandon(self, why: str) -> NoReturn:
        """End the process: the conversation cannot go on. ``sys.exit`` would wait for the script's threads."""
        os.write(2, f"satellite {os.getpid()} ends: {why}\n".encode())
        os._exit(1)

    def _send(self, type: FrameType, metadata_length: int, *payload: memoryview) -> None:
        length = sum(piece.nbytes for piece in payload)
        with self._outgoing:
            self._unsent += _HEADER.pack(length, type, 0, 0, self._sent, metadata_length)
            self._sent = (self._sent + 1) & 0xFFFFFFFF
            if len(self._unsent) + length <= _SMALL:
                for piece in payload:
                    self._unsent += piece
            else:
                self._write(payload)

    def _write(self, payload: Sequence[memoryview]) -> None:
        pieces, self._unsent = deque((memoryview(self._unsent), *payload)), bytearray()
        while pieces:
            try:
                sent = self._wire.send(pieces)
            except BlockingIOError:
                self._make_way()
                continue
            except OSError as error:
                self.abandon(f"the server is gone ({error})")
            while pieces and sent >= pieces[0].nbytes:
                sent -= pieces.popleft().nbytes
            if sent:
                pieces[0] = pieces[0][sent:]

    def _make_way(self) -> None:
        """Wait until the server takes more; meanwhile take in what it sends, unless another thread does."""
        reading = self._incoming.acquire(blocking=False)
        try:
            if self._wire.wait_to_send(receiving=reading):
                self._ahead.append(self._read())
        finally:
            if reading:
                self._incoming.release()

    def _fill(self, view: memoryview) -> None:
        while view:
            if self._unread:
                count = min(len(view), len(self._unread))
                view[:count] = self._unread[:count]
                self._unread = self._unread[count:]
            elif len(view) >= _SMALL:
                count = self._receive_into(view, all=True)
            else:
                self._unread = self._arrived[: self._receive_into(self._arrived, all=False)]
                continue
            view = view[count:]

    def _receive_into(self, view: memoryview, all: bool) -> int:
        if self._unsent:  # the server may wait for it
            self.flush()
        try:
            count = self._wire.receive_into(view, all)
        except OSError as error:
            self.abandon(f"the server is gone ({error})")
        if count == 0:
            os._exit(0)
        return count


class _Splitter:
    """Takes record batches apart into the pieces of their encapsulated messages: Arrow's stream, written to a list.

    ``RecordBatch.serialize`` would copy all columns into one buffer.
    """

    closed = False  # what follows is the file that Arrow's stream expects

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self._pieces: list[bytearray | bytes | pa.Buffer] = []
        self._stream = pa.ipc.new_stream(self, schema)
        self._stream.write_batch(pa.RecordBatch.from_pylist([], schema=schema))

    def split(self, batch: pa.RecordBatch) -> list[memoryview]:
        """The pieces in their order; the first one starts with the size of the metadata."""
        self._pieces = []
        self._stream.write_batch(batch)
        return [memoryview(piece) for piece in self._pieces]

    def write(self, piece: bytes | pa.Buffer) -> None:
        """Keep the next bytes of the stream, small ones together."""
        if len(piece) > _PAGE:
            self._pieces.append(piece)
        elif self._pieces and isinstance(self._pieces[-1], bytearray):
            self._pieces[-1] += piece
        else:
            self._pieces.append(bytearray(piece))

    def flush(self) -> None:
        pass

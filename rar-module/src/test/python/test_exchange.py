"""What the exchange puts on the wire."""

import socket
import struct
import threading
import time
from collections.abc import Callable

import pyarrow as pa
import pytest

from satellite.exchange import Exchange, FrameType
from satellite.wire import PlainWire, PosixWire, Wire

WIRES = (PosixWire, PlainWire)

_ROWS = 20_000
_TEXTS = pa.array([None if row % 7 == 0 else f"row {row} \U0001f4c8" for row in range(_ROWS)])

BATCHES = {
    "numbers": pa.record_batch({"a": pa.array(range(_ROWS)), "b": pa.array([row / 3 for row in range(_ROWS)])}),
    "texts with NULL": pa.record_batch({"text": _TEXTS, "large": _TEXTS.cast(pa.large_string())}),
    "a slice": pa.record_batch({"flag": pa.array([True, None, False] * _ROWS), "n": pa.array(range(3 * _ROWS))}).slice(5, _ROWS),
    "lists": pa.record_batch({"list": pa.array([[row, None] for row in range(_ROWS)])}),
    "more columns than one call takes": pa.record_batch({f"c{n}": pa.array([n, None] * 2_000) for n in range(1_600)}),
    "a few rows": pa.record_batch({"n": pa.array([1, 2])}),
    "no rows": pa.record_batch({"n": pa.array([], pa.int64())}),
}


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("name", BATCHES)
def test_a_batch_leaves_as_one_encapsulated_message(name: str, wire: type[Wire]) -> None:
    batch = BATCHES[name]
    arrived = sent_by(wire, lambda exchange: [exchange.send_batch(FrameType.OUTPUT_BATCH, batch) for _ in range(2)])
    message = batch.serialize().to_pybytes()
    metadata_length = 8 + struct.unpack_from("<i", message, 4)[0]
    for sequence in range(2):
        header = struct.pack("<IBBHII", len(message), FrameType.OUTPUT_BATCH, 0, 0, sequence, metadata_length)
        assert arrived[: len(header)] == header
        assert arrived[len(header) : len(header) + len(message)] == message
        arrived = arrived[len(header) + len(message) :]
    assert not arrived


def test_batches_of_other_columns_follow_one_another() -> None:
    first, second = BATCHES["numbers"], BATCHES["texts with NULL"]
    arrived = sent_by(PosixWire, lambda exchange: [exchange.send_batch(FrameType.OUTPUT_BATCH, batch) for batch in (first, second, first)])
    messages = [batch.serialize().to_pybytes() for batch in (first, second, first)]
    assert len(arrived) == sum(16 + len(message) for message in messages)
    for message in messages:
        assert arrived[16 : 16 + len(message)] == message
        arrived = arrived[16 + len(message) :]


def sent_by(wire: type[Wire], send: Callable[[Exchange], object]) -> bytes:
    """Everything that an exchange sends to its server."""
    here, there = socket.socketpair()
    arrived = bytearray()

    def take() -> None:
        while data := there.recv(1 << 20):
            arrived.extend(data)

    taker = threading.Thread(target=take)
    with there:
        taker.start()
        with here:
            exchange = Exchange(wire(here))
            send(exchange)
            exchange.flush()
        taker.join(30)
    return bytes(arrived)


@pytest.mark.parametrize("wire", WIRES)
def test_both_sides_may_send_much_at_once(wire: type[Wire]) -> None:
    """What the exchange cannot send because the other side is sending, it takes in, and sends on."""
    batch = BATCHES["numbers"]
    message = batch.serialize().to_pybytes()
    frames = 50
    here, there = socket.socketpair()

    def be_server() -> None:
        for sequence in range(frames):
            there.sendall(struct.pack("<IBBHII", len(message), FrameType.INPUT_BATCH, 0, 0, sequence, 0) + message)
        while there.recv(1 << 20):
            pass

    server = threading.Thread(target=be_server)
    with there:
        server.start()
        with here:
            exchange = Exchange(wire(here))
            for _ in range(frames):
                exchange.send_batch(FrameType.OUTPUT_BATCH, batch)
            for _ in range(frames):
                assert exchange.receive().batch(batch.schema).equals(batch)
        server.join(30)


@pytest.mark.parametrize("wire", WIRES)
def test_small_and_large_frames_arrive_in_their_order(wire: type[Wire]) -> None:
    batch = BATCHES["texts with NULL"]
    message = batch.serialize().to_pybytes()
    here, there = socket.socketpair()
    frames = [(FrameType.RESET, b"{}"), (FrameType.INPUT_BATCH, message), (FrameType.RESET, b'{"n": 1}')]

    def be_server() -> None:
        for sequence, (type, payload) in enumerate(frames):
            whole = struct.pack("<IBBHII", len(payload), type, 0, 0, sequence, 0) + payload
            there.sendall(whole[:1])
            time.sleep(0.01)  # so that the exchange has to wait for the rest
            there.sendall(whole[1:])

    server = threading.Thread(target=be_server)
    with here, there:
        server.start()
        exchange = Exchange(wire(here))
        assert [(frame.type, frame.payload.to_pybytes()) for frame in (exchange.receive() for _ in frames)] == frames
        server.join(30)

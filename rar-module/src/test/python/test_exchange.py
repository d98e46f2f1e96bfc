"""What the exchange puts on the wire."""

import socket
import struct
import threading
from pathlib import Path

import pyarrow as pa
import pytest

from satellite.exchange import Exchange, FrameType

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


@pytest.mark.parametrize("name", BATCHES)
def test_a_batch_leaves_as_one_encapsulated_message(name: str, tmp_path: Path) -> None:
    batch = BATCHES[name]
    arrived = sent_by(tmp_path, lambda exchange: [exchange.send_batch(FrameType.OUTPUT_BATCH, batch) for _ in range(2)])
    message = batch.serialize().to_pybytes()
    metadata_length = 8 + struct.unpack_from("<i", message, 4)[0]
    for sequence in range(2):
        header = struct.pack("<IBBHII", len(message), FrameType.OUTPUT_BATCH, 0, 0, sequence, metadata_length)
        assert arrived[: len(header)] == header
        assert arrived[len(header) : len(header) + len(message)] == message
        arrived = arrived[len(header) + len(message) :]
    assert not arrived


def test_batches_of_other_columns_follow_one_another(tmp_path: Path) -> None:
    first, second = BATCHES["numbers"], BATCHES["texts with NULL"]
    arrived = sent_by(tmp_path, lambda exchange: [exchange.send_batch(FrameType.OUTPUT_BATCH, batch) for batch in (first, second, first)])
    messages = [batch.serialize().to_pybytes() for batch in (first, second, first)]
    assert len(arrived) == sum(16 + len(message) for message in messages)
    for message in messages:
        assert arrived[16 : 16 + len(message)] == message
        arrived = arrived[16 + len(message) :]


def sent_by(folder: Path, send) -> bytes:
    """Everything that an exchange sends to its server."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "s"))
        listener.listen()
        arrived = bytearray()

        def take() -> None:
            with listener.accept()[0] as connection:
                while data := connection.recv(1 << 20):
                    arrived.extend(data)

        taker = threading.Thread(target=take)
        taker.start()
        exchange = Exchange(str(folder / "s"))
        send(exchange)
        exchange.flush()
        exchange._socket.close()
        taker.join(30)
        return bytes(arrived)

"""A satellite's other end: a tiny server on a Unix domain socket that speaks the exchange by hand."""

import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from satellite.exchange import FrameType
from satellite.sandbox.stack import Layer

ORPHAN = """
import os, subprocess, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open("orphan", "w").write(str(os.getpid()))
        time.sleep(600)
    os._exit(0)
while not os.path.exists("orphan") or not open("orphan").read():
    time.sleep(0.01)
print(open("orphan").read(), end="", flush=True)
"""
"""A script that leaves a daemon and prints its process id."""

HEADER = struct.Struct("<IBBHII")
SOURCES = Path(__file__).parents[2] / "main" / "python"


class Server:
    """Accepts one satellite and talks to it. Checks the sequence of every frame that comes in."""

    def __init__(self, folder: Path | None = None) -> None:
        """
        :param folder: where its socket is; without one it listens on a port of this machine
        """
        self._listener = socket.socket(socket.AF_UNIX if folder else socket.AF_INET)
        self._listener.bind(str(folder / "s.sock") if folder else ("127.0.0.1", 0))
        name = self._listener.getsockname()
        self.address = name if folder else f"{name[0]}:{name[1]}"
        self._listener.listen()
        self._listener.settimeout(30)
        self._connection: socket.socket | None = None
        self._sent = 0
        self._received = 0

    def accept(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection, _ = self._listener.accept()
        self._connection.settimeout(30)
        self._sent = self._received = 0

    def receive(self) -> tuple[FrameType, bytes]:
        length, number, flags, reserved, sequence, metadata = HEADER.unpack(self._exactly(HEADER.size))
        assert (flags, reserved, sequence) == (0, 0, self._received)
        assert metadata <= length
        self._received += 1
        return FrameType(number), self._exactly(length)

    def receive_json(self, type: FrameType) -> dict:
        received, payload = self.receive()
        assert received == type, payload
        return json.loads(payload)

    def await_json(self, type: FrameType) -> dict:
        """The next frame of a type; those before it are dropped."""
        received, payload = self.receive()
        while received != type:
            received, payload = self.receive()
        return json.loads(payload)

    def send(self, type: int, payload: bytes | pa.Buffer, metadata_length: int = 0, sequence: int | None = None) -> None:
        payload = bytes(payload)
        header = HEADER.pack(len(payload), type, 0, 0, self._sent if sequence is None else sequence, metadata_length)
        self._sent += 1
        self._connection.sendall(header + payload)

    def send_json(self, type: FrameType, content: Any) -> None:
        self.send(type, json.dumps(content).encode())

    def start_session(self, script: str, rows: pa.Table | None = None, **init: Any) -> None:
        """Send everything of a session up to the end of its input."""
        content = {
            "requestId": "r", "language": "Python", "runtime": "default", "script": script,
            "inputName": "InputDataSet", "outputName": "OutputDataSet",
            "dataFormat": "PANDAS", "perBatch": False, "inputParameters": [], "outputParameters": [],
            "resultDeclared": False, "inputGiven": rows is not None, "messagesMax": 1000, **init,
        }  # fmt: skip
        self.send_json(FrameType.INIT_SESSION, content)
        if rows is not None:
            self.send(FrameType.INPUT_SCHEMA, rows.schema.serialize())
            for batch in rows.to_batches():
                self.send(FrameType.INPUT_BATCH, batch.serialize())
        self.send_json(FrameType.INPUT_END, {"complete": True})

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._listener.close()

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = self._connection.recv(count - len(data))
            if not piece:
                raise EOFError("the satellite closed the connection")
            data += piece
        return data


def isolation(**policies: str) -> list[str]:
    """What the Launchpad tells a zygote by default; ``policies`` by the name of their layer."""
    layers = [f"{layer}={policies.get(layer, 'preferred')}" for layer in Layer]
    accounts = ",".join(str(61000 + n) for n in range(20))
    return [*layers, f"accounts={accounts}", f"memory={2 << 30}", "processes=512", f"folder={64 << 20}", "keep=false"]


class ZygoteProcess:
    """A real zygote, led over its pipes as the Launchpad leads it."""

    def __init__(self, *told: str, **policies: str) -> None:
        """
        :param told: more of its command line
        """
        self.folder = Path(tempfile.mkdtemp(prefix="gs-test-"))
        self.folder.chmod(0o711)
        self.process = subprocess.Popen(
            [sys.executable, "-X", "utf8", str(SOURCES), "zygote", f"launchpad={self.folder}", *isolation(**policies), *told],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        self.layers = {layer["layer"]: layer for layer in self.event()["layers"]}

    def command(self, **command: Any) -> None:
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def launch(self, id: int, server: Server, *join: str) -> None:
        folder = str(self.folder / f"session-{id}")
        self.command(op="launch", id=id, token="t" + str(id), socket=server.address, folder=folder, join=join)

    def event(self) -> dict:
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)  # one that was killed, or keeps its folders, leaves it


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.close()


@pytest.fixture
def zygote() -> Iterator[ZygoteProcess]:
    running = ZygoteProcess()
    assert running.event()["event"] == "ready"
    yield running
    running.close()


def wait_until_gone(*pids: int) -> None:
    """Wait until none of these processes runs."""
    deadline = time.monotonic() + 5
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "still there"
        time.sleep(0.01)


def seen_from_here(inner: int, satellite: int) -> int:
    """The process id, in this namespace, of a process that a satellite knows by another."""
    namespace = os.readlink(f"/proc/{satellite}/ns/pid")
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/status") as status:
                numbers = next(line.split()[1:] for line in status if line.startswith("NSpid:"))
            if int(numbers[-1]) == inner and os.readlink(f"/proc/{entry}/ns/pid") == namespace:
                return int(entry)
        except (OSError, StopIteration):
            continue
    raise AssertionError(f"no process {inner} beside satellite {satellite}")


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)

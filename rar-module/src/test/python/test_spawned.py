"""Real satellites that are spawned instead of forked."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from conftest import ORPHAN, SOURCES, Server, is_alive, kill, wait_until_gone
from satellite.exchange import FrameType


class Keeper:
    """A keeper with its satellite, led as the server leads it."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder = folder / "session"
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", str(SOURCES), "keeper"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._tell({"id": 7, "token": "t7", "socket": server.address, "folder": str(self.folder), "keep": False})
        server.accept()
        hello = server.receive_json(FrameType.HELLO)
        assert (hello["id"], hello["token"]) == (7, "t7")
        self.satellite = hello["pid"]
        server.send_json(FrameType.ASSIGN, {})

    def _tell(self, order: dict) -> None:
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def close(self) -> int:
        """Let go of it. :return: its exit code"""
        self.process.stdin.close()
        status = self.process.wait(20)
        self.process.stderr.close()
        return status


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def keeper(tmp_path: Path, server: Server) -> Iterator[Keeper]:
    running = Keeper(tmp_path, server)
    yield running
    running.close()


def test_a_session_goes_from_hello_to_done(keeper: Keeper, server: Server) -> None:
    server.start_session("print('hi')\nOutputDataSet = InputDataSet * 2", pa.table({"v": [1, 2]}))
    assert server.receive_json(FrameType.SESSION_READY) == {}
    assert server.await_json(FrameType.MESSAGE) == {"stream": "stdout", "text": "hi\n"}
    assert server.await_json(FrameType.DONE)["rowsOut"] == 2


def test_a_script_sees_its_folder_and_no_input(keeper: Keeper, server: Server) -> None:
    server.start_session("import os, sys\nraise ValueError(repr((sys.stdin.read(), os.getcwd(), os.environ['TMPDIR'])))")
    folder = os.path.realpath(keeper.folder)
    assert server.await_json(FrameType.ERROR)["message"] == f"ValueError: {('', folder, str(keeper.folder))!r}"


def test_everything_ends_with_the_one_above(keeper: Keeper, server: Server) -> None:
    server.start_session(ORPHAN + "\nwhile True: pass")
    orphan = int(server.await_json(FrameType.MESSAGE)["text"])
    assert is_alive(orphan)
    assert keeper.close() == 137
    wait_until_gone(orphan, keeper.satellite)
    assert not keeper.folder.exists()


def test_a_daemon_ends_with_the_satellite(keeper: Keeper, server: Server) -> None:
    server.start_session(ORPHAN + "\nwhile not os.path.exists('go'): time.sleep(0.01)\nos._exit(3)")
    orphan = int(server.await_json(FrameType.MESSAGE)["text"])
    (keeper.folder / "go").touch()
    assert keeper.process.wait(20) == 3
    wait_until_gone(orphan, keeper.satellite)
    assert not keeper.folder.exists()


def test_the_satellite_ends_when_its_keeper_is_killed(keeper: Keeper, server: Server) -> None:
    server.start_session("import time\nprint(1, flush=True)\ntime.sleep(600)")
    server.await_json(FrameType.MESSAGE)
    kill(keeper.process.pid)
    wait_until_gone(keeper.satellite)


def test_it_is_reset_for_the_same_user(keeper: Keeper, server: Server) -> None:
    server.start_session("import subprocess\nopen('left', 'w').close()\nsubprocess.Popen(['sleep', '600'])")
    server.await_json(FrameType.DONE)
    server.send_json(FrameType.RESET, {})
    assert server.receive_json(FrameType.RESET) == {"clean": True}
    assert list(keeper.folder.iterdir()) == []


WITHOUT_WHAT_WINDOWS_LACKS = """
import runpy, select, socket, sys
del select.poll, socket.MSG_DONTWAIT
sys.modules["resource"] = None
sys.argv[:] = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_it_works_with_what_windows_has(tmp_path: Path, server: Server) -> None:
    command = [sys.executable, "-I", "-X", "utf8", "-c", WITHOUT_WHAT_WINDOWS_LACKS, str(SOURCES), "satellite"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=tmp_path, start_new_session=True) as satellite:
        satellite.stdin.write(json.dumps({"id": 7, "token": "t7", "socket": server.address}).encode() + b"\n")
        satellite.stdin.flush()
        server.accept()
        server.receive_json(FrameType.HELLO)
        server.send_json(FrameType.ASSIGN, {})
        rows = pa.table({"v": range(300_000)})
        for _ in range(2):
            server.start_session("print('hi')\nimport os, sys\nos.write(2, b'low')\nOutputDataSet = InputDataSet + 1", rows)
            printed, values, schema = {"stdout": "", "stderr": ""}, [], None
            while (frame := server.receive())[0] != FrameType.DONE:
                type, payload = frame
                if type == FrameType.MESSAGE:
                    message = json.loads(payload)
                    printed[message["stream"]] += message["text"]
                elif type == FrameType.OUTPUT_SCHEMA:
                    schema = pa.ipc.read_schema(pa.py_buffer(payload))
                elif type == FrameType.OUTPUT_BATCH:
                    values += pa.ipc.read_record_batch(pa.py_buffer(payload), schema).to_pydict()["v"]
            assert printed == {"stdout": "hi\n", "stderr": "low"}
            assert values == list(range(1, 300_001))
            assert json.loads(frame[1])["peakMemoryBytes"] == 0
        satellite.stdin.close()
        assert satellite.wait(20) == -9


def test_packages_are_checked(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, str(SOURCES), "packages"], capture_output=True, text=True, check=True)
    event = json.loads(told.stdout)
    assert event["event"] == "ready"
    assert set(event["packages"]) == {"numpy", "pandas", "pyarrow", "scikit-learn"}

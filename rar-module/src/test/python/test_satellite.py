"""Real zygotes, keepers and satellites."""

import json
import os
from pathlib import Path

import pyarrow as pa
import pytest

from conftest import ORPHAN, Server, ZygoteProcess, is_alive, kill, seen_from_here, wait_until_gone
from satellite.exchange import FrameType


def start(zygote: ZygoteProcess, server: Server, id: int = 1, account: int = 61000) -> dict:
    zygote.launch(id, server)
    launched = zygote.event()
    assert launched["event"] == "launched"
    server.accept()
    hello = server.receive_json(FrameType.HELLO)
    assert hello["token"] == f"t{id}"
    server.send_json(FrameType.ASSIGN, {"account": account})
    return {"keeper": launched["pid"], "satellite": hello["pid"]}


def test_a_session_goes_from_hello_to_done(zygote: ZygoteProcess, server: Server) -> None:
    start(zygote, server)
    server.start_session("print('hi')\nOutputDataSet = InputDataSet * 2", pa.table({"v": [1, 2]}))
    assert server.receive_json(FrameType.SESSION_READY) == {}
    schema = None
    seen = []
    while True:
        type, payload = server.receive()
        seen.append(type)
        if type == FrameType.OUTPUT_SCHEMA:
            schema = pa.ipc.read_schema(pa.py_buffer(payload))
        elif type == FrameType.OUTPUT_BATCH:
            assert pa.ipc.read_record_batch(pa.py_buffer(payload), schema).to_pydict() == {"v": [2, 4]}
        elif type == FrameType.DONE:
            break
    assert [t for t in seen if t != FrameType.MESSAGE] == [
        FrameType.OUTPUT_SCHEMA, FrameType.OUTPUT_BATCH, FrameType.DONE,
    ]  # fmt: skip
    assert FrameType.MESSAGE in seen


def test_every_satellite_draws_its_own_random_numbers(zygote: ZygoteProcess, server: Server) -> None:
    draws = set()
    for id in (1, 2):
        start(zygote, server, id)
        server.start_session("import random\nraise ValueError(f'{numpy.random.rand()} {random.random()}')")
        server.receive_json(FrameType.SESSION_READY)
        draws.add(server.receive_json(FrameType.ERROR)["message"])
    assert len(draws) == 2


def test_an_orphan_ends_with_its_satellite(zygote: ZygoteProcess, server: Server) -> None:
    pids = start(zygote, server)
    server.start_session(ORPHAN)
    server.receive_json(FrameType.SESSION_READY)
    orphan = seen_from_here(int(server.await_json(FrameType.MESSAGE)["text"]), pids["satellite"])
    assert is_alive(orphan)
    zygote.command(op="end", id=1)
    assert zygote.event() == {"event": "ended", "id": 1, "status": 137}
    wait_until_gone(orphan, *pids.values())
    assert [left.name for left in zygote.folder.iterdir()] == ["server"]


def test_everything_ends_when_the_server_is_gone(zygote: ZygoteProcess, server: Server) -> None:
    pids = start(zygote, server)
    server.start_session(ORPHAN + "\nwhile True: pass")
    server.receive_json(FrameType.SESSION_READY)
    orphan = seen_from_here(int(server.await_json(FrameType.MESSAGE)["text"]), pids["satellite"])
    zygote.close()
    wait_until_gone(orphan, *pids.values())
    assert not zygote.folder.exists()


def test_everything_ends_when_the_zygote_is_killed(zygote: ZygoteProcess, server: Server) -> None:
    pids = start(zygote, server)
    server.start_session(ORPHAN + "\nwhile True: pass")
    server.receive_json(FrameType.SESSION_READY)
    orphan = seen_from_here(int(server.await_json(FrameType.MESSAGE)["text"]), pids["satellite"])
    kill(zygote.process.pid)
    zygote.process.wait(5)
    wait_until_gone(orphan, *pids.values())


def test_a_satellite_that_is_killed_is_reported_with_its_signal(zygote: ZygoteProcess, server: Server) -> None:
    pids = start(zygote, server)
    kill(pids["satellite"])
    assert zygote.event() == {"event": "ended", "id": 1, "status": 137}


@pytest.mark.parametrize("frame", [{"sequence": 7}, {"metadata_length": 99}])
def test_a_frame_that_breaks_the_rules_ends_the_satellite(zygote: ZygoteProcess, server: Server, frame: dict) -> None:
    start(zygote, server)
    server.send(FrameType.INIT_SESSION, b"{}", **frame)
    assert zygote.event() == {"event": "ended", "id": 1, "status": 1}


def test_nothing_of_the_server_is_in_reach_of_a_script(zygote: ZygoteProcess, server: Server, tmp_path: Path) -> None:
    os.environ["GROUNDSTATION_TEST_SECRET"] = "not used"
    start(zygote, server)
    server.start_session("import os, sys\nraise ValueError(repr((sys.stdin.read(), os.getcwd(), oct(os.stat('.').st_mode))))")
    server.receive_json(FrameType.SESSION_READY)
    message = server.receive_json(FrameType.ERROR)["message"]
    assert message == f"ValueError: ('', '{zygote.folder}/session-1', '0o40700')"


def test_a_script_of_another_language_is_refused(zygote: ZygoteProcess, server: Server) -> None:
    start(zygote, server)
    server.start_session("x <- 1", language="R")
    while (frame := server.receive())[0] != FrameType.ERROR:
        pass
    assert (json.loads(frame[1])["kind"], json.loads(frame[1])["message"]) == ("language", "R")

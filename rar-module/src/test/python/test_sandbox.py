"""Each layer of the sandbox in real satellites: what scripts still can do, and what they no longer can."""

import itertools
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Server, ZygoteProcess
from satellite.exchange import FrameType
from test_satellite import start

NUMBERS = itertools.count(1)


def reachable_for_others(path: str) -> bool:
    """Whether another account can enter the folder: some machines keep Python below root's home."""
    return all(folder.stat().st_mode & 0o001 for folder in (Path(path), *Path(path).parents))


PRIVILEGED = os.geteuid() == 0
MODES = {
    "everything": {"cgroup": "off"} if PRIVILEGED else {"account": "off", "cgroup": "off"},
    "container": {
        "namespaces": "off",
        "root": "off",
        "cgroup": "off",
        "account": "preferred" if PRIVILEGED and reachable_for_others(sys.base_prefix) else "off",
    },  # fmt: skip
    "namespaces": {"cgroup": "off", "account": "off", "landlock": "off", "seccomp": "off"},
}
"""Combinations as machines grant them. Control groups are made by the server, whose tests have them."""

Run = Callable[[str], str]


@pytest.fixture(params=MODES, scope="module")
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def zygote(mode: str) -> Iterator[ZygoteProcess]:
    zygote = ZygoteProcess(**MODES[mode])
    assert zygote.event()["event"] == "ready"
    for name, layer in zygote.layers.items():
        assert layer["active"] == (MODES[mode].get(name) != "off"), layer
    yield zygote
    zygote.close()


@pytest.fixture
def run(zygote: ZygoteProcess, server: Server) -> Iterator[Run]:
    id = next(NUMBERS)
    start(zygote, server, id)

    def run(script: str) -> str:
        """Run a script that assigns ``seen``; return it or the error."""
        server.start_session(script + "\nraise LookupError(seen)")
        server.receive_json(FrameType.SESSION_READY)
        while (frame := server.receive())[0] != FrameType.ERROR:
            pass
        return json.loads(frame[1])["message"].removeprefix("LookupError: ")

    yield run
    zygote.command(op="end", id=id)
    assert zygote.event()["event"] == "ended"


def kernel_bounds() -> int:
    with open("/proc/self/status") as status:
        return next(int(line.split()[1], 16) for line in status if line.startswith("CapBnd:"))


def has(zygote: ZygoteProcess, layer: str) -> bool:
    return zygote.layers[layer]["active"]


def test_what_scripts_do_for_a_living_works(run: Run) -> None:
    assert (
        run("""
import asyncio, ctypes, sqlite3, subprocess, sys, tempfile, threading, multiprocessing, concurrent.futures, os, zoneinfo
from multiprocessing import shared_memory
import joblib, sklearn.linear_model, pyarrow.compute, datetime
tempfile.NamedTemporaryFile().write(b"x")
assert os.path.samefile(tempfile.gettempdir(), os.getcwd()) and os.path.samefile(os.path.expanduser("~"), os.getcwd())
threads = [threading.Thread(target=numpy.dot, args=(numpy.ones((300, 300)),) * 2) for _ in range(4)]
[t.start() for t in threads]; [t.join() for t in threads]
assert subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True).stdout == "42\\n"
assert subprocess.run(["/bin/sh", "-c", "echo hi | cat"], capture_output=True, text=True).stdout == "hi\\n"
asyncio.run(asyncio.sleep(0))
data = sqlite3.connect("d.sqlite"); data.execute("create table t(a)"); data.commit()
with multiprocessing.get_context("fork").Pool(2) as pool:
    assert pool.map(abs, [-1, -2]) == [1, 2]
with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
    assert pool.submit(abs, -3).result() == 3
block = shared_memory.SharedMemory(create=True, size=100); block.close(); block.unlink()
assert joblib.Parallel(2)(joblib.delayed(abs)(-n) for n in range(3)) == [0, 1, 2]
sklearn.linear_model.LogisticRegression().fit([[0], [1]], [0, 1])
assert pyarrow.compute.sum(pyarrow.array([1, 2])).as_py() == 3
pandas.Timestamp("2020-01-01", tz="Europe/Berlin"); zoneinfo.ZoneInfo("Europe/Berlin")
os.sched_setaffinity(os.getpid(), os.sched_getaffinity(0)); os.getpriority(os.PRIO_PROCESS, 0)
os.kill(os.getpid(), 0); open("/proc/self/status").read(); open("/dev/null", "w").write("x")
seen = "all of it"
""")
        == "all of it"
    )


def test_files_of_others_are_out_of_reach(run: Run, zygote: ZygoteProcess, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("42")
    os.chmod(tmp_path, 0o755)
    paths = [str(secret), str(tmp_path), "/etc/shadow", "/root", "/var/log", "/home", os.path.dirname(str(tmp_path))]
    # Folders on the way to what is seen: of a root of its own they are empty but for the way.
    allowed = [part for path in (zygote.folder, Path(sys.prefix), Path(sys.base_prefix)) for part in path.parts]
    assert (
        run(f"""
import os
seen = []
for path in {paths!r}:
    try:
        seen += os.listdir(path) if os.path.isdir(path) else [open(path).read()]
    except OSError:
        pass
seen = [name for name in seen if name not in {allowed!r}]
""")
        == "[]"
    )


def test_nothing_outside_of_the_working_folder_can_be_written(run: Run) -> None:
    assert (
        run("""
import os, sys
seen = []
for folder in ["/tmp", "/usr", "/usr/lib", "/etc", "/", "/dev", "/proc/sys/kernel", sys.prefix, os.path.dirname(os.getcwd())]:
    try:
        open(folder + "/planted", "w"); seen.append(folder)
    except OSError:
        pass
try:
    open("/proc/sys/kernel/core_pattern", "a"); seen.append("core_pattern")
except OSError:
    pass
""")
        == "[]"
    )


def test_there_is_no_network(run: Run) -> None:
    # Without the filter sockets can be made, but a network namespace leads nowhere.
    assert (
        run("""
import socket
seen = []
for family, kind in [(socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM), (socket.AF_INET6, socket.SOCK_STREAM)]:
    try:
        with socket.socket(family, kind) as s:
            s.settimeout(1); s.connect(("127.0.0.1" if family == socket.AF_INET else "::1", 53)); s.send(b"x"); seen.append(str(kind))
    except OSError:
        pass
""")
        == "[]"
    )


def test_the_identity_is_the_workers_and_cannot_be_changed_back(run: Run, zygote: ZygoteProcess) -> None:
    seen = run("""
import os
seen = [os.getresuid(), os.getresgid(), os.getgroups()]
caps = [line.split()[1] for line in open("/proc/self/status") if line.startswith(("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb", "NoNewPrivs"))]
seen.append(caps)
for change in (os.setuid, os.setgid):
    try:
        change(0 if os.getuid() else 1); seen.append("changed")
    except OSError:
        pass
""")
    account = 61000 if has(zygote, "account") else os.getuid()
    groups = [] if account else os.getgroups()
    # The bounding set is root's to change; without it no_new_privs keeps the door shut.
    bounds = "0" * 16 if PRIVILEGED or has(zygote, "namespaces") else f"{kernel_bounds():016x}"
    assert seen == str([(account,) * 3, (account,) * 3, groups, ["0" * 16] * 3 + [bounds, "0" * 16, "1"]])


def test_namespaces_cannot_be_made(run: Run, zygote: ZygoteProcess) -> None:
    if not has(zygote, "seccomp"):
        pytest.skip("it takes the filter")
    assert run("""
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
seen = []
for flags in (0x10000000, 0x20000, 0x40000000):
    seen.append(libc.unshare(flags)); seen.append(ctypes.get_errno() == errno.EPERM)
seen.append(libc.syscall(435, None, 88)); seen.append(ctypes.get_errno() == errno.ENOSYS)
seen.append(libc.syscall(425, 8, None)); seen.append(ctypes.get_errno() == errno.EPERM)
seen.append(libc.ptrace(16, 1, None, None)); seen.append(ctypes.get_errno() == errno.EPERM)
""") == str([-1, True] * 6)


def test_limits_hold_and_cannot_be_raised(run: Run) -> None:
    assert run("""
import resource
seen = []
try:
    resource.setrlimit(resource.RLIMIT_DATA, (1 << 40, 1 << 40))
except (OSError, ValueError):
    seen.append("kept")
try:
    bytearray(3 << 30)
except MemoryError:
    seen.append("memory")
try:
    with open("big", "wb") as file:
        for _ in range(65):
            file.write(bytes(1 << 20))
except OSError as error:
    seen.append(type(error).__name__)
""") in ("['kept', 'memory', 'OSError']",)


def test_a_fork_bomb_stops_at_the_limit(run: Run, zygote: ZygoteProcess) -> None:
    if not has(zygote, "account") and (PRIVILEGED or not has(zygote, "namespaces")):
        pytest.skip("the count would include processes of others")
    assert (
        run("""
import os, time
children = []
seen = "unlimited"
for _ in range(600):
    try:
        pid = os.fork()
    except BlockingIOError:
        seen = "stopped"
        break
    if pid == 0:
        time.sleep(60); os._exit(0)
    children.append(pid)
for pid in children:
    os.kill(pid, 9)
""")
        == "stopped"
    )


def test_a_required_layer_that_is_missing_is_named() -> None:
    zygote = ZygoteProcess(namespaces="off", root="required")
    try:
        assert zygote.layers["root"] == {
            "layer": "root", "policy": "required", "active": False, "reason": "it needs the namespaces",
        }  # fmt: skip
    finally:
        zygote.close()


def test_a_satellite_joins_the_group_that_the_server_has_made(server: Server, tmp_path: Path) -> None:
    files = [tmp_path / "memory", tmp_path / "pids"]
    zygote = ZygoteProcess(f"join={files[0]}", cgroup="required")
    try:
        assert zygote.layers["cgroup"]["active"]
        assert files[0].read_text() == "0"
        assert zygote.event()["event"] == "ready"
        zygote.launch(1, server, *map(str, files))
        server.accept()
        assert files[1].read_text() == "0"
    finally:
        zygote.close()


def test_a_satellite_that_cannot_join_its_group_ends(server: Server, tmp_path: Path) -> None:
    zygote = ZygoteProcess(f"join={tmp_path / 'memory'}")
    try:
        assert zygote.event()["event"] == "ready"
        zygote.launch(1, server, str(tmp_path / "missing" / "tasks"))
        assert zygote.event()["event"] == "launched"
        assert zygote.event() == {"event": "ended", "id": 1, "status": 1}
    finally:
        zygote.close()


@pytest.mark.parametrize("told", ["no-group=no pids here", "join=/nowhere/tasks"])
def test_a_control_group_that_is_missing_is_named(told: str) -> None:
    zygote = ZygoteProcess(told)
    try:
        reason = {"no-group=no pids here": "no pids here", "join=/nowhere/tasks": "No such file or directory"}[told]
        assert zygote.layers["cgroup"] == {"layer": "cgroup", "policy": "preferred", "active": False, "reason": reason}
    finally:
        zygote.close()

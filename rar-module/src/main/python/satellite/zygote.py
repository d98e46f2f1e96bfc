"""The zygote: imports the heavy packages once and forks satellites that have them already.

It imports and never computes: a thread pool or an OpenMP region started here would hang the children. It is led by
the Launchpad with JSON lines on stdin and reports with JSON lines on stdout. When stdin ends, the server is gone, and
everything that was forked is ended.

Commands: ``{"op": "launch", "id", "token", "socket", "folder", "join"}``, ``{"op": "end", "id"}``.
Events: ``{"event": "isolation", "layers": [{"layer", "policy", "active", "reason"}]}``,
``{"event": "ready", "python", "packages"}``, ``{"event": "failed", "reason", "detail"}``,
``{"event": "launched", "id", "pid"}``, ``{"event": "ended", "id", "status"}`` with a status as shells count
it (128 + signal for a process that was killed).
"""

import gc
import json
import os
import platform
import select
import shutil
import signal
from collections.abc import Callable, Sequence
from typing import NoReturn

from satellite import isolation, processes
from satellite.packages import import_packages, report
from satellite.sandbox import kernel
from satellite.sandbox.stack import Sandbox, shell_status


class Zygote:
    """Forks satellites on command and tells when they have ended. Single-threaded."""

    def __init__(self, sandbox: Sandbox, become_keeper: Callable[[dict, Sandbox, int], NoReturn]) -> None:
        self._sandbox = sandbox
        self._become_keeper = become_keeper
        kernel.control(kernel.PR_SET_CHILD_SUBREAPER, 1)
        self._keepers: dict[int, int] = {}
        self._commands = bytearray()
        self._wakeup, wakeup_writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakeup_writer, warn_on_full_buffer=False)
        self._wakeup_writer = wakeup_writer

    def serve(self) -> None:
        """Obey commands until stdin ends, then end every satellite."""
        while True:
            readable, _, _ = select.select([0, self._wakeup], [], [])
            if self._wakeup in readable:
                os.read(self._wakeup, 4096)
            self._report_ended()
            if 0 in readable and not self._read_commands():
                break
        self._end_all()

    def _read_commands(self) -> bool:
        data = os.read(0, 65536)
        self._commands += data
        while (end := self._commands.find(b"\n")) >= 0:
            line = bytes(self._commands[:end])
            del self._commands[: end + 1]
            self._obey(json.loads(line))
        return bool(data)

    def _obey(self, command: dict) -> None:
        if command["op"] == "launch":
            self._launch(command)
        elif command["op"] == "end":
            for pid, satellite in self._keepers.items():
                if satellite == command["id"]:
                    os.kill(pid, signal.SIGTERM)

    def _launch(self, command: dict) -> None:
        try:
            pid = os.fork()
        except OSError as error:
            report({"event": "failed", "id": command["id"], "reason": "fork", "detail": str(error)})
            return
        if pid == 0:
            signal.set_wakeup_fd(-1)
            os.close(self._wakeup)
            os.close(self._wakeup_writer)
            self._become_keeper(command, self._sandbox, os.getppid())
        self._keepers[pid] = command["id"]
        report({"event": "launched", "id": command["id"], "pid": pid})

    def _report_ended(self) -> None:
        while self._keepers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._forget(pid, status)

    def _forget(self, pid: int, status: int) -> None:
        satellite = self._keepers.pop(pid, None)
        if os.WIFSIGNALED(status):
            self._end_strays()
        if satellite is not None:
            report({"event": "ended", "id": satellite, "status": shell_status(status)})

    def _end_strays(self) -> None:
        """What a killed keeper would have ended has become a child of the zygote."""
        with open(f"/proc/self/task/{os.getpid()}/children") as children:
            for child in map(int, children.read().split()):
                if child not in self._keepers:
                    processes.end_below(child)
                    os.kill(child, signal.SIGKILL)

    def _end_all(self) -> None:
        for pid in self._keepers:
            os.kill(pid, signal.SIGTERM)
        while self._keepers:
            self._forget(*os.wait())


def run(arguments: Sequence[str]) -> None:
    """Become the zygote; returns when the server has gone and all satellites have ended.

    :param arguments: ``launchpad=FOLDER``, the Launchpad's own folder, removed at the end; the others as for :mod:`isolation`
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    wanted = isolation.Wanted.parse(arguments)
    sandbox, findings = wanted.find()
    report({"event": "isolation", "layers": [finding._asdict() for finding in findings]})
    versions = import_packages()
    # Imported late, so that a missing package is reported first; and here, so that children find it loaded.
    # Threads do not survive a fork: pools must not exist yet, and stay small in every satellite.
    import pyarrow

    from satellite import keeper

    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    gc.collect()
    gc.freeze()
    zygote = Zygote(sandbox, keeper.become_keeper)
    report({"event": "ready", "python": platform.python_version(), "packages": versions})
    zygote.serve()
    # A server that was killed could not remove its folder.
    if not wanted.keep:
        shutil.rmtree(wanted.launchpad, ignore_errors=True)

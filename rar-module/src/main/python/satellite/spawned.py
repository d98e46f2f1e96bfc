"""Satellites that are processes of their own instead of forks of a zygote: on any operating system, without a sandbox.

The server starts a keeper for each, which starts the satellite. Both are told on the first line of stdin what a zygote is told
to launch: ``{"id", "token", "socket", "folder", "keep"}``, with whether the folder stays for diagnosis. Stdin stays open while the one
above lives; when it ends, so do they.
"""

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn

from satellite.packages import import_packages, report

_COMMAND = [sys.executable, "-I", "-X", "utf8", sys.argv[0], "satellite"]
_SHELL_LIMIT = 128


def check(arguments: Sequence[str]) -> None:
    """Tell whether satellites can be started: the events ``ready`` or ``failed`` of a zygote."""
    report({"event": "ready", "python": platform.python_version(), "packages": import_packages()})


def keep(arguments: Sequence[str]) -> NoReturn:
    """Start a satellite in a folder of its own, end it with what it leaves behind, and exit with its status as shells count it."""
    status = 1
    line = sys.stdin.buffer.readline()
    told = json.loads(line)
    folder = told["folder"]
    os.mkdir(folder, mode=0o700)
    try:
        _adopt_orphans()
        # A session of its own, so that what it starts can be ended together.
        satellite = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=folder, env=_environment(folder), start_new_session=True
        )
        if satellite.stdin:
            satellite.stdin.write(line)
            satellite.stdin.flush()
        threading.Thread(target=_kill_with_the_server, args=(satellite,), daemon=True).start()
        status = _shell_status(satellite.wait())
        _end_what_is_left(satellite.pid)
    except Exception as error:  # the process must end here whatever happens
        print("keeper of a spawned satellite failed:", repr(error), file=sys.stderr, flush=True)
    finally:
        if not told["keep"]:
            shutil.rmtree(folder, ignore_errors=True)
            _leave_no_launchpad(os.path.dirname(folder))
        os._exit(status)


def serve(arguments: Sequence[str]) -> NoReturn:
    """Be the satellite: import what scripts use, report to the server, and serve its sessions."""
    told = json.loads(sys.stdin.buffer.readline())
    if sys.platform == "win32":
        from satellite import windows

        windows.contain()
    _adopt_orphans()
    threading.Thread(target=_follow, args=(_take_stdin_away(),), daemon=True).start()
    import_packages()
    from satellite import session, wire
    from satellite.exchange import Exchange

    exchange = Exchange(wire.connect(told["socket"]))
    session.serve(exchange, told["token"], told["id"], os.getpid(), take_account=lambda account: None)


def _follow(above: int) -> NoReturn:
    """End with the process above this one, though a script may be running."""
    _await_end(above)
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _take_stdin_away() -> int:
    """A script that reads its standard input finds it empty. :return: a descriptor of what it was"""
    above = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return above


def _await_end(stream: int) -> None:
    while os.read(stream, 1):
        pass


def _kill_with_the_server(satellite: subprocess.Popen) -> None:
    _await_end(0)
    satellite.kill()


def _adopt_orphans() -> None:
    if sys.platform == "linux":
        from satellite.sandbox import kernel

        kernel.control(kernel.PR_SET_CHILD_SUBREAPER, 1)


def _end_what_is_left(satellite: int) -> None:
    """End the processes of a satellite that has ended. On Windows its job has: only it had the handle.

    Where neither can be had, a daemon that has left the session of the satellite stays.
    """
    if os.name == "posix":
        try:
            os.killpg(satellite, signal.SIGKILL)
        except ProcessLookupError:
            pass
    if sys.platform == "linux":
        from satellite.processes import end_descendants

        end_descendants()


def _leave_no_launchpad(launchpad: str) -> None:
    """A server that was killed could not remove its folder, but lets go of its lock. On Windows the next one removes it."""
    if os.name == "posix":
        import fcntl

        try:
            with open(os.path.join(launchpad, "server", "lock"), "r+b") as lock:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(launchpad, ignore_errors=True)
        except OSError:  # the server lives, or another keeper was faster
            pass


def _environment(folder: str) -> dict[str, str]:
    return {**os.environ, **dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP"), folder)}


def _shell_status(status: int) -> int:
    if status > _SHELL_LIMIT:  # of Windows: what faults are told with
        print(f"a spawned satellite ended with status {status:#x}", file=sys.stderr, flush=True)
        return 1
    return _SHELL_LIMIT - status if status < 0 else status

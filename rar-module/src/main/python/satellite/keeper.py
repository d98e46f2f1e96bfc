"""The keeper: one small process above each satellite that outlives it just long enough to end its whole tree.

It adopts every orphan below it, so a daemon that a script leaves behind is ended with the satellite. It is ended by
SIGTERM, which also arrives when the zygote dies.
"""

import ctypes
import os
import shutil
import signal
import sys
from typing import NoReturn

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_ROUNDS = 1000


def become_keeper(command: dict, zygote: int) -> NoReturn:
    """Fork the satellite, wait for its end, end what it left behind, and exit with its status.

    :param command: the launch command
    :param zygote: process id of the parent that must stay alive
    """
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _control(_PR_SET_CHILD_SUBREAPER, 1)
        _control(_PR_SET_PDEATHSIG, signal.SIGTERM)
        _detach_from_zygote()
        folder = os.path.join(command["folder"], str(command["id"]))
        os.makedirs(folder, mode=0o700)
        try:
            status = _keep(command, folder, zygote)
        finally:
            end_descendants()
            shutil.rmtree(folder, ignore_errors=True)
    except BaseException as error:  # the process must end here whatever happens
        print("keeper of satellite", command["id"], "failed:", repr(error), file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def _keep(command: dict, folder: str, zygote: int) -> int:
    end_requested = False

    def end(*_: object) -> None:
        nonlocal end_requested
        end_requested = True
        end_descendants()

    signal.signal(signal.SIGTERM, end)
    if os.getppid() != zygote:  # it died before the death signal was set
        return 1
    satellite = os.fork()
    if satellite == 0:
        _become_satellite(command, folder)
    if end_requested:  # the signal came before the fork
        end_descendants()
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:  # the handler has reaped it
            return 128 + signal.SIGKILL
        if pid == satellite:
            return shell_status(status)


def _become_satellite(command: dict, folder: str) -> NoReturn:
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _control(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        os.chdir(folder)
        os.umask(0o077)
        os.environ.update(HOME=folder, TMPDIR=folder)
        from satellite import session

        session.serve(command["socket"], command["token"], command["id"])
    except BaseException as error:
        print("satellite", command["id"], "failed:", repr(error), file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def _detach_from_zygote() -> None:
    """Let go of the pipes on which the zygote is led; what a script prints must never reach the launcher."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)


def end_descendants() -> None:
    """Kill and reap every process below this one, including those that appear meanwhile."""
    for _ in range(_ROUNDS):
        for pid in _descendants(os.getpid()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        try:
            os.wait()
        except ChildProcessError:
            return


def _descendants(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", "rb") as stat:
                    parent = int(stat.read().rpartition(b")")[2].split()[1])
            except (OSError, ValueError):
                continue
            children.setdefault(parent, []).append(int(entry))
    found, frontier = [], [root]
    while frontier:
        below = children.get(frontier.pop(), [])
        found += below
        frontier += below
    return found


def shell_status(status: int) -> int:
    """The wait status as shells count it: the exit code, or 128 + signal."""
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _control(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)

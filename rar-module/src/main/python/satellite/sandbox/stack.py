"""The layers, and the one order in which they can be put on.

A satellite goes through three hands. The keeper calls :meth:`Sandbox.prepare_keeper`; in a process namespace its child
becomes the first process there; the satellite itself calls :meth:`Sandbox.join_group` first, :meth:`Sandbox.enter` before it
says hello and :meth:`Sandbox.take_account` when it is told whose scripts it will run. No code of a user runs before the last.
"""

import os
import select
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from satellite.sandbox import accounts, kernel, landlock, namespaces, network, seccomp
from satellite.sandbox.filesystem import View
from satellite.sandbox.limits import Limits

_KEPT_SIGNALS = (signal.SIGPIPE, signal.SIGXFSZ)
"""Python reports these as errors of the call; with their default they would end the satellite."""
_FIRST_TO_KILL = "1000"


class Layer(StrEnum):
    """One thing that can stand between a script and the machine, by the name of its setting."""

    CGROUP = "cgroup"
    NAMESPACES = "namespaces"
    ROOT = "root"
    LIMITS = "limits"
    ACCOUNT = "account"
    CAPABILITIES = "capabilities"
    PRIVILEGES = "privileges"
    LANDLOCK = "landlock"
    SECCOMP = "seccomp"


class LayerMissing(Exception):
    """A layer could not be put on."""

    def __init__(self, layer: Layer, reason: str) -> None:
        super().__init__(f"{layer}: {reason}")
        self.layer = layer
        self.reason = reason


@dataclass(frozen=True)
class Sandbox:
    """What every satellite of one zygote is put into.

    :param layers: those to put on; a failure of one of them is the end of the satellite, never silence
    :param accounts: user ids of the worker accounts
    :param launchpad: the Launchpad's folder; working folders are in it, and ``server`` is what only the server may see
    :param keep_folders: whether working folders stay behind; they are on disk then, without a limit of their size
    """

    layers: frozenset[Layer]
    view: View
    limits: Limits
    accounts: tuple[int, ...]
    launchpad: str
    keep_folders: bool = False

    @property
    def mount_point(self) -> str:
        """An empty folder that root file systems are made in."""
        return os.path.join(self.launchpad, "server", "root")

    def has(self, layer: Layer) -> bool:
        """Whether the layer is put on."""
        return layer in self.layers

    def prepare_keeper(self) -> None:
        """Make this process the one above a satellite: adopt orphans, let the next child have its own namespaces."""
        kernel.control(kernel.PR_SET_CHILD_SUBREAPER, 1)
        _write("/proc/self/oom_score_adj", _FIRST_TO_KILL)
        if self.has(Layer.NAMESPACES):
            with _putting_on(Layer.NAMESPACES):
                if self.has(Layer.ACCOUNT) and namespaces.need_user_namespace():
                    raise OSError("together with worker accounts they need CAP_SYS_ADMIN")
                namespaces.leave_processes()
        kernel.control(kernel.PR_SET_PDEATHSIG, signal.SIGTERM)
        kernel.control(kernel.PR_SET_DUMPABLE, 0)

    def start(self, satellite: Callable[[], int]) -> int:
        """Fork the satellite, below a first process of its namespace if it has one.

        :param satellite: runs in the new process and returns its exit code
        :return: the child whose end is the end of the satellite
        """
        alive, keep_alive = os.pipe2(os.O_CLOEXEC)
        pid = os.fork()
        if pid == 0:
            os.close(keep_alive)
            kernel.control(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
            # The keeper may have died before the line above: then the other end of the pipe is gone.
            if select.select([alive], [], [], 0)[0]:
                os._exit(1)
            os.close(alive)
            _leave(lambda: _be_first_process(satellite) if self.has(Layer.NAMESPACES) else satellite())
        os.close(alive)
        return pid

    def join_group(self, join: Sequence[str]) -> None:
        """Put this process, which has one thread, into the control group that the server has made.

        Those above it stay outside: what is inside can be killed as a whole, and a bomb does not take their processor time.

        :param join: files of the group
        """
        if self.has(Layer.CGROUP):
            with _putting_on(Layer.CGROUP):
                if not join:
                    raise OSError("the server has made no control group")
                for path in join:
                    _write(path, "0")

    def enter(self, folder: str, kept_files: set[int], way_out: network.WayOut | None = None) -> int:
        """Put everything on but the account. The data channel must be connected by now.

        :param folder: the working folder, absolute
        :param kept_files: descriptors that stay open besides the standard streams
        :param way_out: hosts that may be reached; it needs the namespaces and a root of its own
        :return: the process id as the server sees it
        """
        os.setsid()
        # Daemons of a script become children of the satellite: a reset can end them, and know that it has.
        kernel.control(kernel.PR_SET_CHILD_SUBREAPER, 1)
        _reset_signals()
        kernel.close_other_files({0, 1, 2, *kept_files})
        pid = int(os.readlink("/proc/self"))
        if self.has(Layer.NAMESPACES):
            with _putting_on(Layer.NAMESPACES):
                namespaces.leave_the_rest()
        destinations = self._open(way_out) if way_out else ()
        if self.has(Layer.ROOT):
            with _putting_on(Layer.ROOT):
                if not self.has(Layer.NAMESPACES):
                    raise OSError("it needs the namespaces")
                largest = 0 if self.keep_folders else self.limits.folder
                self.view.become_root(self.mount_point, folder, largest, network.hosts(destinations) if destinations else "")
        if self.has(Layer.LIMITS):
            with _putting_on(Layer.LIMITS):
                own_user = self.has(Layer.ACCOUNT) or self.has(Layer.NAMESPACES) and os.getuid() != 0
                self.limits.put_on(count_processes=own_user)
        os.umask(0o077)
        os.chdir(folder)
        if self.has(Layer.CAPABILITIES):
            with _putting_on(Layer.CAPABILITIES):
                kernel.drop_capability_bounds()
                if not self.has(Layer.ACCOUNT):
                    kernel.drop_capabilities()
        self._make_traceable_by_itself()
        if self.has(Layer.PRIVILEGES):
            with _putting_on(Layer.PRIVILEGES):
                kernel.control(kernel.PR_SET_NO_NEW_PRIVS, 1)
        if self.has(Layer.LANDLOCK):
            with _putting_on(Layer.LANDLOCK):
                ports = {port for _, port in destinations}
                landlock.restrict(self.view.rules(folder, self.has(Layer.ROOT)), ports)
        if self.has(Layer.SECCOMP):
            with _putting_on(Layer.SECCOMP):
                seccomp.put_on(self._filter(bool(destinations)))
        return pid

    def take_account(self, account: int | None) -> None:
        """Become the worker account and give up everything that allowed it. Single-threaded until then.

        :param account: a user id; None without worker accounts
        """
        if self.has(Layer.ACCOUNT):
            with _putting_on(Layer.ACCOUNT):
                if account not in self.accounts:
                    raise OSError(f"{account} is no worker account")
                accounts.take_on(account)
            if self.has(Layer.CAPABILITIES):
                with _putting_on(Layer.CAPABILITIES):
                    kernel.drop_capabilities()
            self._make_traceable_by_itself()
            # Changing the user clears it.
            kernel.control(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)

    def _open(self, way_out: network.WayOut) -> Sequence[network.Destination]:
        with _putting_on(Layer.NAMESPACES):
            if not (self.has(Layer.NAMESPACES) and self.has(Layer.ROOT)):
                raise OSError("a way out of the network needs the namespaces and the root")
            way_out.take(network.listen(way_out.destinations))
        return way_out.destinations

    def _filter(self, connections: bool) -> bytes:
        scoped = self.has(Layer.LANDLOCK) and landlock.version() >= landlock.SCOPE_VERSION
        kept_paths = self.has(Layer.LANDLOCK) and landlock.version() >= landlock.UNIX_SOCKETS_VERSION
        return seccomp.program(
            unix_sockets=self.has(Layer.ROOT) or kept_paths,
            signals_are_scoped=scoped or self.has(Layer.NAMESPACES),
            connections=connections,
        )

    @staticmethod
    def _make_traceable_by_itself() -> None:
        """Without it /proc/self would belong to root, and a script could not look at its own."""
        kernel.control(kernel.PR_SET_DUMPABLE, 1)


@contextmanager
def _putting_on(layer: Layer) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LayerMissing(layer, error.strerror or str(error)) from error


def _be_first_process(satellite: Callable[[], int]) -> int:
    """Reap what is orphaned in this namespace; when the satellite ends, so does everything in it."""
    pid = os.fork()
    if pid == 0:
        kernel.control(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        _leave(satellite)
    kernel.close_other_files({2})
    kernel.drop_capability_bounds()
    kernel.drop_capabilities()
    while True:
        ended, status = os.wait()
        if ended == pid:
            return shell_status(status)


def _leave(satellite: Callable[[], int]) -> NoReturn:
    status = 1
    try:
        status = satellite()
    finally:
        os._exit(status)


def _reset_signals() -> None:
    for number in signal.valid_signals():
        settable = number not in _KEPT_SIGNALS and number not in (signal.SIGKILL, signal.SIGSTOP)
        if settable and signal.getsignal(number) not in (None, signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, signal.SIG_DFL)
    for number in _KEPT_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def shell_status(status: int) -> int:
    """The wait status as shells count it: the exit code, or 128 + signal."""
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)

"""What is done between two callers of the same user to a satellite that is kept for them (policy SAME_USER)."""

import gc
import os
import random
import shutil
import signal
import sys
import threading
import time

import numpy

_THREADS_GRACE = 0.2
_TASKS = "/proc/self/task"


class CleanState:
    """Remembers how a satellite was before its first script, and brings it back to that.

    Global variables of a script are gone with its session anyway. What a script changed inside of modules stays; that is
    why a satellite is never kept for another user.
    """

    def __init__(self) -> None:
        self._folder = os.getcwd()
        self._environment = dict(os.environ)
        self._path = list(sys.path)
        self._arguments = list(sys.argv)
        self._threads = set(threading.enumerate())
        self._handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}

    def restore(self) -> bool:
        """End what scripts started and undo what they changed.

        :return: whether it worked; if not, the satellite is not fit for another use
        """
        if sys.platform != "linux":  # nothing tells there what scripts started
            return False
        _end_children()
        self._restore_settings()
        self._forget_own_modules()
        _empty(self._folder)
        random.seed()
        numpy.random.seed()
        gc.collect()
        return self._threads_are_gone()

    def _restore_settings(self) -> None:
        os.chdir(self._folder)
        os.umask(0o077)
        os.environ.clear()
        os.environ.update(self._environment)
        sys.path[:] = self._path
        sys.argv[:] = self._arguments
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._handlers.items():
            if signal.getsignal(number) is not handler and handler is not None:
                signal.signal(number, handler)

    def _forget_own_modules(self) -> None:
        """A script may have imported what it wrote into its folder; the next one must not find it."""
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(self._folder + os.sep):
                del sys.modules[name]

    def _threads_are_gone(self) -> bool:
        deadline = time.monotonic() + _THREADS_GRACE
        while set(threading.enumerate()) - self._threads:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.005)
        return True


def _end_children() -> None:
    """Kill and reap all processes below this one. Orphans become its children, so none is left when it has none."""
    while True:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        for task in os.listdir(_TASKS):
            with open(f"{_TASKS}/{task}/children") as children:
                for child in children.read().split():
                    os.kill(int(child), signal.SIGKILL)
        os.waitpid(-1, 0)


def _empty(folder: str) -> None:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            os.unlink(entry.path)

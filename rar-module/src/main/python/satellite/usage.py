"""What this process takes of the machine, as far as the operating system counts it."""

import os
import sys
from typing import NamedTuple

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_BLOCK = 512  # of getrusage
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


class Spent(NamedTuple):
    """What this process and its children that have ended took; bytes of files are 0 where nobody counts them."""

    cpuMillis: int
    readBytes: int
    writtenBytes: int

    @classmethod
    def now(cls) -> "Spent":
        """Since the start of the process."""
        if resource is None:
            times = os.times()
            return cls(round((times.user + times.system) * 1000), 0, 0)
        own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime
        return cls(
            round(seconds * 1000),
            (own.ru_inblock + below.ru_inblock) * _BLOCK,
            (own.ru_oublock + below.ru_oublock) * _BLOCK,
        )

    def __sub__(self, before: "Spent") -> "Spent":
        return Spent(*(mine - others for mine, others in zip(self, before)))


def peak_memory() -> int:
    """The most memory that this process has held, in bytes; 0 where nobody counts it."""
    if sys.platform == "win32":
        from satellite import windows

        return windows.peak_memory()
    return 0 if resource is None else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _PEAK_UNIT

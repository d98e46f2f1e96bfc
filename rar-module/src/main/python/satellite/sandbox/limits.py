"""Limits that the kernel counts for each process or each user (``setrlimit``)."""

import resource
from dataclasses import dataclass

_OPEN_FILES = 4096


@dataclass(frozen=True)
class Limits:
    """What one satellite may use. 0: no limit.

    :param memory: bytes of data of each process
    :param processes: processes and threads of one worker account
    :param folder: bytes of the working folder; where it cannot be limited as a whole, of each file
    """

    memory: int
    processes: int
    folder: int

    def put_on(self, count_processes: bool) -> None:
        """Limit this process and its children for good.

        :param count_processes: false where the count would include processes of others
        """
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_MSGQUEUE, 0)
        _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
        if self.memory:
            _limit(resource.RLIMIT_DATA, self.memory)
        if self.folder:
            _limit(resource.RLIMIT_FSIZE, self.folder)
        if self.processes and count_processes:
            _limit(resource.RLIMIT_NPROC, self.processes)


def _limit(which: int, most: int) -> None:
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(which, (most, most))

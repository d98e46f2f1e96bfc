"""The processes below this one, as Linux lists them. A subreaper finds every orphan among them."""

import os
import signal
import time

_ROUND = 0.1
"""Seconds until the next look for processes that have appeared meanwhile."""
_PAUSE = 0.001


def end_descendants(asked: frozenset[int] = frozenset()) -> None:
    """Kill and reap every process below this one, including those that appear meanwhile. No child is left afterwards.

    :param asked: those that get a round to end by themselves before they are killed like the rest
    """
    while True:
        killed = end_below(os.getpid(), asked)
        asked = frozenset()
        deadline = time.monotonic() + _ROUND
        try:
            while killed and time.monotonic() < deadline:
                # Each becomes a child of this process when its own parent has died.
                ended = os.waitpid(-1, os.WNOHANG)[0]
                killed.discard(ended)
                if not ended:
                    time.sleep(_PAUSE)
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return


def end_below(root: int, asked: frozenset[int] = frozenset()) -> set[int]:
    """Kill every process that is below another one now.

    :param asked: those that may end by themselves
    :return: the process ids of all
    """
    found = _descendants(root)
    for pid in found:
        try:
            os.kill(pid, signal.SIGTERM if pid in asked else signal.SIGKILL)
        except ProcessLookupError:
            pass
    return set(found)


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

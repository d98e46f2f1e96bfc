"""What a script prints: both standard streams, caught at the file descriptor so that native code and children count."""

import io
import os
import select
import sys
import threading
from collections.abc import Callable

from satellite.pipes import MarkedPipes, PolledPipes


class PrintedOutput:
    """Forwards what arrives on file descriptors 1 and 2 and drops what goes beyond the limit of an execution.

    :param forward: called with the stream's name and the text, from any thread
    """

    def __init__(self, forward: Callable[[str, str], None]) -> None:
        self._forward = forward
        self._counting = threading.Lock()
        self._room = 0
        self._dropped = 0
        self._streams: list[io.TextIOWrapper] = []
        readers, writers = {}, {}
        for name in ("stdout", "stderr"):
            readers[name], writers[name] = os.pipe()
        self._writers = {1: writers["stdout"], 2: writers["stderr"]}
        # Before the streams are taken over: that no thread can be started must still reach the server's log.
        self._pipes = PolledPipes(readers, self._take) if hasattr(select, "poll") else MarkedPipes(readers, writers, self._take)
        self._open_streams()

    def begin(self, limit: int) -> None:
        """Start counting for one execution, with fresh streams.

        :param limit: the most bytes that are forwarded
        """
        self._open_streams()
        self._pipes.drain()
        with self._counting:
            self._room = limit
            self._dropped = 0

    def flush(self) -> int:
        """Forward everything that was printed until now.

        :return: the number of bytes dropped since the last call
        """
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:  # the script may have closed it, or put anything in its place
                pass
        self._pipes.drain()
        with self._counting:
            dropped, self._dropped = self._dropped, 0
            return dropped

    def _open_streams(self) -> None:
        """Make both streams as a script expects them, whatever the script before did to them."""
        for descriptor, writer in self._writers.items():
            os.dup2(writer, descriptor)
        if not all(map(_reset, self._streams)) or not self._streams:
            self._streams = [
                open(  # noqa: SIM115 - as long as the satellite
                    descriptor, "w", encoding="utf-8", errors="replace", newline="\n", buffering=1, closefd=False
                )
                for descriptor in self._writers
            ]
        sys.stdout, sys.stderr = self._streams

    def _take(self, name: str, data: bytes) -> None:
        with self._counting:
            kept = data[: self._room]
            self._room -= len(kept)
            self._dropped += len(data) - len(kept)
        if kept:
            self._forward(name, kept.decode("utf-8", "replace"))


def _reset(stream: io.TextIOWrapper) -> bool:
    """Undo what a script has set; opening a stream anew takes longer. False when it cannot be undone."""
    try:
        stream.reconfigure(encoding="utf-8", errors="replace", newline="\n", line_buffering=True, write_through=False)
        return list(stream.__dict__) == ["mode"]
    except Exception:  # closed or detached
        return False

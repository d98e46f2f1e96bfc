"""What a script prints: both standard streams, caught at the file descriptor so that native code and children count."""

import io
import os
import select
import sys
import threading
from typing import Callable

_PIECE = 65536
_PIPE_CAPACITY = 2 * _PIECE


class PrintedOutput:
    """Forwards what arrives on file descriptors 1 and 2 and drops what goes beyond the limit of an execution.

    :param forward: called with the stream's name and the text, from any thread
    """

    def __init__(self, forward: Callable[[str, str], None]) -> None:
        self._forward = forward
        self._lock = threading.Lock()
        self._readers, self._writers = {}, {}
        for name, descriptor in (("stdout", 1), ("stderr", 2)):
            self._readers[name], self._writers[descriptor] = os.pipe()
            os.set_blocking(self._readers[name], False)
        self._room = 0
        self._dropped = 0
        self._streams: list[io.TextIOWrapper] = []
        # Before the streams are taken over: that no thread can be started must still reach the server's log.
        threading.Thread(target=self._pump, name="printed-output", daemon=True).start()
        self._open_streams()

    def begin(self, limit: int) -> None:
        """Start counting for one execution, with fresh streams.

        :param limit: the most bytes that are forwarded
        """
        self._open_streams()
        self._drain()
        with self._lock:
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
        self._drain()
        with self._lock:
            dropped, self._dropped = self._dropped, 0
            return dropped

    def _open_streams(self) -> None:
        """Make both streams as a script expects them, whatever the script before did to them."""
        for descriptor, writer in self._writers.items():
            os.dup2(writer, descriptor)
        if not all(map(_reset, self._streams)) or not self._streams:
            self._streams = [
                open(descriptor, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False) for descriptor in self._writers
            ]
        sys.stdout, sys.stderr = self._streams

    def _drain(self) -> None:
        """Take what is in the pipes now; a child of the script may go on filling them for ever."""
        with self._lock:
            for name, reader in self._readers.items():
                pending = _PIPE_CAPACITY
                while pending > 0 and self._take(name, reader):
                    pending -= _PIECE

    def _pump(self) -> None:
        poller = select.poll()
        for reader in self._readers.values():
            poller.register(reader, select.POLLIN)
        while True:
            poller.poll()
            with self._lock:
                for name, reader in self._readers.items():
                    self._take(name, reader)

    def _take(self, name: str, reader: int) -> bool:
        try:
            data = os.read(reader, _PIECE)
        except BlockingIOError:
            return False
        kept = data[: self._room]
        self._room -= len(kept)
        self._dropped += len(data) - len(kept)
        if kept:
            self._forward(name, kept.decode("utf-8", "replace"))
        return bool(data)


def _reset(stream: io.TextIOWrapper) -> bool:
    """Undo what a script has set; opening a stream anew takes longer. False when it cannot be undone."""
    try:
        stream.reconfigure(encoding="utf-8", errors="replace", newline=None, line_buffering=True, write_through=False)
        return list(stream.__dict__) == ["mode"]
    except Exception:  # closed or detached
        return False

"""How what was written into pipes is taken out: at once when asked, and otherwise as it comes."""

import os
import secrets
import select
import threading
from collections.abc import Callable, Mapping

_PIECE = 65536
_PIPE_CAPACITY = 2 * _PIECE

Take = Callable[[str, bytes], None]
"""Gets the name of a pipe and what was in it, one call at a time."""


class PolledPipes:
    """Pipes that are asked whether something is in them.

    :param readers: descriptors by the names of the pipes
    """

    def __init__(self, readers: Mapping[str, int], take: Take) -> None:
        self._readers = readers
        self._take = take
        self._lock = threading.Lock()
        for reader in readers.values():
            os.set_blocking(reader, False)
        threading.Thread(target=self._pump, name="printed-output", daemon=True).start()

    def drain(self) -> None:
        """Take what is in the pipes now; a child of the script may go on filling them for ever."""
        with self._lock:
            for name, reader in self._readers.items():
                pending = _PIPE_CAPACITY
                while pending > 0 and self._read(name, reader):
                    pending -= _PIECE

    def _pump(self) -> None:
        poller = select.poll()
        for reader in self._readers.values():
            poller.register(reader, select.POLLIN)
        while True:
            poller.poll()
            with self._lock:
                for name, reader in self._readers.items():
                    self._read(name, reader)

    def _read(self, name: str, reader: int) -> bool:
        try:
            data = os.read(reader, _PIECE)
        except BlockingIOError:
            return False
        self._take(name, data)
        return bool(data)


class MarkedPipes:
    """For Windows, whose pipes cannot be asked: a thread reads each, and a mark that nobody can guess tells how far it has come.

    :param readers: descriptors by the names of the pipes
    :param writers: the other ends
    """

    def __init__(self, readers: Mapping[str, int], writers: Mapping[str, int], take: Take) -> None:
        self._writers = writers
        self._take = take
        self._lock = threading.Lock()
        self._mark = b"\0" + secrets.token_bytes(32)  # text that ends as the mark begins would have to wait
        self._reached = {name: threading.Semaphore(0) for name in readers}
        for name, reader in readers.items():
            threading.Thread(target=self._pump, args=(name, reader), name=f"printed-{name}", daemon=True).start()

    def drain(self) -> None:
        """Take what is in the pipes now."""
        for name, writer in self._writers.items():
            os.write(writer, self._mark)
            self._reached[name].acquire()

    def _pump(self, name: str, reader: int) -> None:
        rest = b""
        while data := os.read(reader, _PIECE):
            *before, rest = (rest + data).split(self._mark)
            for text in before:
                self._pass(name, text)
                self._reached[name].release()
            begun = self._begun(rest)
            self._pass(name, rest[: len(rest) - begun])
            rest = rest[len(rest) - begun :]

    def _begun(self, data: bytes) -> int:
        """How many bytes at the end are the beginning of a mark."""
        return next((size for size in range(min(len(self._mark) - 1, len(data)), 0, -1) if data.endswith(self._mark[:size])), 0)

    def _pass(self, name: str, data: bytes) -> None:
        if data:
            with self._lock:
                self._take(name, data)

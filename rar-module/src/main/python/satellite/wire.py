"""The socket below the exchange, in the two ways in which operating systems let one send and receive on it at once."""

import select
import socket
from collections.abc import Iterable
from itertools import islice
from typing import Protocol

_SOCKET_BUFFER = 256 * 1024  # for the cache of a core beside other work
_PIECES_AT_ONCE = 1024  # what Linux takes in one call


class Wire(Protocol):
    """A connected socket. One thread may receive while another one sends."""

    def fileno(self) -> int:
        """The descriptor of the connection."""

    def send(self, pieces: Iterable[memoryview]) -> int:
        """Send what the other side takes now, without waiting.

        :return: how many bytes of the pieces, in their order, have been sent
        :raises BlockingIOError: it takes nothing now
        """

    def wait_to_send(self, receiving: bool) -> bool:
        """Wait until the other side takes more, or, when receiving, until something arrives.

        :return: whether something has arrived or the connection has ended; always False when not receiving
        """

    def receive_into(self, view: memoryview, all: bool) -> int:
        """Wait for bytes.

        :param all: whether the caller wants the view to be full; less may come all the same
        :return: how many have come; 0 when the connection has ended
        """


def connect(address: str) -> Wire:
    """Connect to the server.

    :param address: the path of a Unix domain socket, or a host and a port separated by a colon
    """
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        connection = socket.create_connection((host, int(port)))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    else:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(address)
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        connection.setsockopt(socket.SOL_SOCKET, option, _SOCKET_BUFFER)
    return PosixWire(connection) if hasattr(socket, "MSG_DONTWAIT") else PlainWire(connection)


class PosixWire:
    """Each call says whether it waits, and many pieces leave with one."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, pieces: Iterable[memoryview]) -> int:
        return self._socket.sendmsg(islice(pieces, _PIECES_AT_ONCE), [], socket.MSG_DONTWAIT)

    def wait_to_send(self, receiving: bool) -> bool:
        poller = select.poll()
        poller.register(self._socket, select.POLLOUT | (select.POLLIN if receiving else 0))
        return any(events & ~select.POLLOUT for _, events in poller.poll())

    def receive_into(self, view: memoryview, all: bool) -> int:
        return self._socket.recv_into(view, 0, socket.MSG_WAITALL if all else 0)


class PlainWire:
    """For Windows: no call waits, :func:`select.select` does."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._socket.setblocking(False)

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, pieces: Iterable[memoryview]) -> int:
        sent = 0
        for piece in pieces:
            try:
                count = self._socket.send(piece)
            except BlockingIOError:
                if sent:
                    return sent
                raise
            sent += count
            if count < piece.nbytes:
                return sent
        return sent

    def wait_to_send(self, receiving: bool) -> bool:
        readable, _, _ = select.select([self._socket] if receiving else [], [self._socket], [])
        return bool(readable)

    def receive_into(self, view: memoryview, all: bool) -> int:
        while True:
            try:
                return self._socket.recv_into(view)
            except BlockingIOError:
                select.select([self._socket], [], [])

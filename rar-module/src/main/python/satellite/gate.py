"""The gate: the process beside a satellite that carries its connections to the hosts which an administrator has granted.

It is trusted code outside of the sandbox. The satellite opens the listeners in its own network and hands them over before
any code of a user runs; for each connection the gate asks the server, which knows whose script runs and what it may reach.
The two talk in JSON lines on a Unix domain socket. The gate says ``{"satellite", "token"}`` first, then
``{"connection", "host", "port"}`` for each connection and in the end ``{"connection", "sent", "received"}`` in bytes, with
``"failed"`` if the host could not be reached. The server answers ``{"connection", "allowed"}``, and says it again with
``false`` when a connection may no longer last. When the server ends the conversation, or is gone, so is the gate.
"""

import asyncio
import encodings.idna  # noqa: F401  looked up by name later, when nobody may not read the runtime's folder
import itertools
import json
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple, NoReturn, cast

from satellite.sandbox import kernel
from satellite.sandbox.network import Destination

_NOBODY = 65534
_PIECE = 65536
_CONNECT_SECONDS = 30


class Network(NamedTuple):
    """What a launch command says about the network.

    :param server: the socket at which the server decides
    :param token: proves to it that it has ordered this gate
    :param destinations: what anybody was granted when the satellite was ordered
    """

    server: str
    token: str
    destinations: tuple[Destination, ...]

    @staticmethod
    def of(command: dict) -> "Network | None":
        """What the command grants; None for nothing."""
        given = command.get("network")
        return given and Network(given["server"], given["token"], tuple((host, port) for host, port in given["destinations"]))


def start(satellite: int, network: Network) -> tuple[int, socket.socket]:
    """Fork the gate of a satellite. Called by the keeper, before it makes namespaces.

    :return: its process, which reports and ends when it gets SIGTERM, and what takes the listeners from the satellite, in
        the order of the destinations
    """
    outside, inside = socket.socketpair()
    keeper = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            kernel.control(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() == keeper:
                _be_gate(satellite, network, outside)
        except BaseException as error:  # the process must end here whatever happens
            print("gate of satellite", satellite, "failed:", repr(error), file=sys.stderr, flush=True)
        finally:
            os._exit(1)
    outside.close()
    return pid, inside


def hand_over(passage: socket.socket, listeners: list[socket.socket]) -> None:
    """Give the listeners to the gate. Called by the satellite."""
    socket.send_fds(passage, [b"!"], [listener.fileno() for listener in listeners])
    for one in (*listeners, passage):
        one.close()


def _be_gate(satellite: int, network: Network, passage: socket.socket) -> NoReturn:
    kernel.close_other_files({0, 1, 2, passage.fileno()})
    server = socket.socket(socket.AF_UNIX)
    server.connect(network.server)
    server.sendall(_line({"satellite": satellite, "token": network.token}))
    _become_nobody()
    _, descriptors, _, _ = socket.recv_fds(passage, 1, len(network.destinations))
    listeners = [socket.socket(fileno=descriptor) for descriptor in descriptors]
    asyncio.run(_Gate(server, dict(zip(listeners, network.destinations))).serve())
    os._exit(0)


def _become_nobody() -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
        kernel.control(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # changing the user clears it
    kernel.drop_capabilities()
    kernel.control(kernel.PR_SET_NO_NEW_PRIVS, 1)


class _Gate:
    """Listens for one satellite and carries bytes both ways."""

    def __init__(self, server: socket.socket, listeners: dict[socket.socket, Destination]) -> None:
        self._server = server
        self._listeners = listeners
        self._numbers = itertools.count(1)
        self._decisions: dict[int, asyncio.Future[bool]] = {}
        self._carriers: dict[int, asyncio.Task] = {}

    async def serve(self) -> None:
        """Until the server ends the conversation."""
        answers, self._questions = await asyncio.open_unix_connection(sock=self._server)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: asyncio.ensure_future(self._end()))
        for listener, destination in self._listeners.items():
            await asyncio.start_server(self._carrier_to(destination), sock=listener)
        async for line in answers:
            answer = json.loads(line)
            decision = self._decisions.get(answer["connection"])
            if decision is not None and not decision.done():
                decision.set_result(answer["allowed"])
            elif not answer["allowed"] and (carrier := self._carriers.get(answer["connection"])):
                carrier.cancel()

    async def _end(self) -> None:
        carriers = list(self._carriers.values())
        for carrier in carriers:
            carrier.cancel()
        await asyncio.gather(*carriers, return_exceptions=True)
        self._questions.close()  # after what was said; then no answer comes any more

    def _carrier_to(self, destination: Destination) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            number = next(self._numbers)
            self._carriers[number] = cast(asyncio.Task, asyncio.current_task())
            try:
                if await self._ask(number, destination):
                    await self._carry(number, destination, reader, writer)
            except asyncio.CancelledError:
                pass  # the server wants the connection closed, and the loop goes on
            finally:
                del self._carriers[number]
                writer.transport.abort()

        return carry

    async def _ask(self, number: int, destination: Destination) -> bool:
        decision = self._decisions[number] = asyncio.get_running_loop().create_future()
        try:
            self._say({"connection": number, "host": destination[0], "port": destination[1]})
            return await decision
        finally:
            del self._decisions[number]

    async def _carry(self, number: int, destination: Destination, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carried = {"sent": 0, "received": 0}
        failure = {}
        try:
            far_reader, far_writer = await asyncio.wait_for(asyncio.open_connection(*destination), _CONNECT_SECONDS)
            try:
                await asyncio.gather(_pump(reader, far_writer, carried, "sent"), _pump(far_reader, writer, carried, "received"))
            finally:
                far_writer.transport.abort()
        except (OSError, TimeoutError) as error:
            failure["failed"] = str(error) or type(error).__name__
        finally:
            self._say({"connection": number, **carried, **failure})

    def _say(self, message: dict) -> None:
        self._questions.write(_line(message))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, carried: dict, direction: str) -> None:
    while piece := await reader.read(_PIECE):
        writer.write(piece)
        await writer.drain()
        carried[direction] += len(piece)
    with suppress(OSError):  # it may be closed already
        writer.write_eof()


def _line(message: dict) -> bytes:
    return json.dumps(message).encode() + b"\n"

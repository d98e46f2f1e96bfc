"""The network of a satellite that may reach granted hosts: a loopback of its own, where the gate listens in their place.

Nothing else is in that network, so a connection can lead to the gate only, and the gate asks the server.
"""

import fcntl
import ipaddress
import socket
import struct
from collections.abc import Callable, Sequence
from typing import NamedTuple

Destination = tuple[str, int]
"""Host, a name or an IPv4 address, and TCP port."""


class WayOut(NamedTuple):
    """What a satellite may reach besides its own network.

    :param take: called with a listener for each destination, which it closes
    """

    destinations: Sequence[Destination]
    take: Callable[[list[socket.socket]], None]


_LOCAL_HOST = "localhost"
_FIRST_OF_NAMES = ipaddress.IPv4Address("127.64.0.1")
_LOOPBACK = b"lo"
_GET_FLAGS, _SET_FLAGS, _SET_ADDRESS, _SET_MASK = 0x8913, 0x8914, 0x8916, 0x891C
_UP = 1
_BACKLOG = 64


def listen(destinations: Sequence[Destination]) -> list[socket.socket]:
    """Listen where each destination seems to be, in order. Called in the new network, while there is the right to.

    :raises OSError: the loopback cannot be set up, or an address is not to be had
    """
    addresses = _addresses(destinations)
    _start_loopback([address for address in addresses.values() if not ipaddress.IPv4Address(address).is_loopback])
    return [_listener(addresses[host], port) for host, port in destinations]


def hosts(destinations: Sequence[Destination]) -> str:
    """The file ``/etc/hosts`` that leads names to the listeners."""
    names = {_LOCAL_HOST: "127.0.0.1", **_addresses(destinations)}
    return "".join(f"{address}\t{name}\n" for name, address in names.items() if name != address)


def _addresses(destinations: Sequence[Destination]) -> dict[str, str]:
    """By host: itself, if it is an address, else one of the loopback."""
    addresses = {}
    for number, host in enumerate(dict.fromkeys(host for host, _ in destinations)):
        try:
            addresses[host] = str(ipaddress.IPv4Address(host))
        except ValueError:
            addresses[host] = "127.0.0.1" if host == _LOCAL_HOST else str(_FIRST_OF_NAMES + number)
    return addresses


def _start_loopback(more: Sequence[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        flags = struct.unpack_from("=16xH", fcntl.ioctl(control, _GET_FLAGS, struct.pack("=16s24x", _LOOPBACK)))[0]
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("=16sH22x", _LOOPBACK, flags | _UP))
        for number, address in enumerate(more):
            name = _LOOPBACK + b":%d" % number
            for request, value in ((_SET_ADDRESS, address), (_SET_MASK, "255.255.255.255")):
                fcntl.ioctl(control, request, struct.pack("=16sHH4s16x", name, socket.AF_INET, 0, socket.inet_aton(value)))


def _listener(address: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind((address, port))
    listener.listen(_BACKLOG)
    return listener

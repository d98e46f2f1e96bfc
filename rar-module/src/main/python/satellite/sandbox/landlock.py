"""Landlock: which files a process may reach, and that it can neither signal nor trace anything outside of its session."""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from enum import IntFlag

from satellite.sandbox import kernel

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH, _RULE_NET_PORT = 1, 2
_NET_CONNECT_TCP = 2
_NET_BIND_AND_CONNECT_TCP = 3
_SCOPE_ABSTRACT_SOCKETS = 1
_SCOPE_SIGNALS = 2


class Access(IntFlag):
    """Rights on files, with the kernel's bits."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    IOCTL_DEV = 1 << 15
    RESOLVE_UNIX = 1 << 16


READ = Access.READ_FILE | Access.READ_DIR
RUN = READ | Access.EXECUTE
DEVICE = Access.READ_FILE | Access.WRITE_FILE | Access.TRUNCATE
SHARED_MEMORY = DEVICE | Access.MAKE_REG | Access.REMOVE_FILE
"""Files by name, but no list of them: in /dev/shm those of others may lie beside one's own."""
OWN = (
    READ | DEVICE | Access.REMOVE_DIR | Access.REMOVE_FILE | Access.MAKE_DIR | Access.MAKE_REG | Access.MAKE_SOCK
    | Access.MAKE_FIFO | Access.MAKE_SYM | Access.REFER | Access.RESOLVE_UNIX
)  # fmt: skip
_OF_FILES = Access.EXECUTE | DEVICE | Access.IOCTL_DEV | Access.RESOLVE_UNIX
_FIRST_VERSION_OF = {Access.REFER: 2, Access.TRUNCATE: 3, Access.IOCTL_DEV: 5, Access.RESOLVE_UNIX: 9}

NETWORK_VERSION = 4
SCOPE_VERSION = 6
UNIX_SOCKETS_VERSION = 9


def version() -> int:
    """The kernel's version of Landlock; 0 when it has none or was started without it."""
    try:
        return kernel.call(_CREATE_RULESET, 0, 0, _VERSION_FLAG)
    except OSError:
        return 0


def restrict(rules: Iterable[tuple[str, Access]], ports: Iterable[int] = ()) -> None:
    """Forbid this thread and all its children whatever no rule allows. Needs no_new_privs.

    :param rules: absolute paths with what is allowed there and below
    :param ports: TCP ports that it may connect to
    :raises OSError: the kernel has no Landlock, or a path is missing
    """
    available = version()
    handled = _handled(available)
    ruleset = _create(available, handled)
    try:
        for path, access in rules:
            _allow(ruleset, path, access & handled)
        for port in ports if available >= NETWORK_VERSION else ():
            _add(ruleset, _RULE_NET_PORT, struct.pack("=QQ", _NET_CONNECT_TCP, port))
        kernel.call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _handled(available: int) -> Access:
    handled = ~Access(0)
    for access, since in _FIRST_VERSION_OF.items():
        if available < since:
            handled &= ~access
    return handled


def _create(available: int, handled: Access) -> int:
    network = _NET_BIND_AND_CONNECT_TCP if available >= NETWORK_VERSION else 0
    scope = _SCOPE_ABSTRACT_SOCKETS | _SCOPE_SIGNALS if available >= SCOPE_VERSION else 0
    # The structure has grown; an older kernel refuses the newer sizes.
    size = 24 if scope else 16 if network else 8
    attributes = struct.pack("=QQQ", handled, network, scope)[:size]
    return kernel.call(_CREATE_RULESET, ctypes.create_string_buffer(attributes, size), size, 0)


def _allow(ruleset: int, path: str, access: Access) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            access &= _OF_FILES
        _add(ruleset, _RULE_PATH_BENEATH, struct.pack("=Qi", access, place))
    finally:
        os.close(place)


def _add(ruleset: int, kind: int, rule: bytes) -> None:
    kernel.call(_ADD_RULE, ruleset, kind, ctypes.create_string_buffer(rule, len(rule)), 0)

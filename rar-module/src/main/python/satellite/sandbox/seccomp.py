"""The system-call filter: closes what files, namespaces and capabilities leave open.

Everything is allowed but what is named here; a refused call fails with an error, so that libraries can go on without it.
"""

import ctypes
import errno
import os
import socket
import struct
from typing import cast

from satellite.sandbox import kernel

_SET_MODE_FILTER = 1
_ALL_THREADS = 1
_RETURN_ALLOW = 0x7FFF0000
_RETURN_KILL_PROCESS = 0x80000000
_RETURN_ERRNO = 0x00050000
_X32_CALLS = 0x40000000
_OFFSET_OF_CALL, _OFFSET_OF_MACHINE, _OFFSET_OF_ARGUMENTS = 0, 4, 16

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06

_NAMESPACES = (
    kernel.CLONE_NEWNS | kernel.CLONE_NEWCGROUP | kernel.CLONE_NEWUTS | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWPID | kernel.CLONE_NEWNET
)  # fmt: skip
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX = 8, 10, 15
_EVERY_PROCESS = 0xFFFFFFFF
_STREAMS = [socket.SOCK_STREAM | flags for flags in (0, os.O_CLOEXEC, os.O_NONBLOCK, os.O_CLOEXEC | os.O_NONBLOCK)]

# Numbers on x86_64 and on aarch64; None: the machine has no such call.
_CALLS: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "process_mrelease": (448, 448), "move_pages": (279, 239),
    "migrate_pages": (256, 238), "sched_setattr": (314, 274),
    # file systems
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "move_mount": (429, 429), "open_tree": (428, 428),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "chroot": (161, 51), "setns": (308, 268), "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    "fanotify_init": (300, 262), "quotactl": (179, 60), "quotactl_fd": (443, 443), "ustat": (136, None),
    # kernel interfaces with a large surface
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "bpf": (321, 280), "userfaultfd": (323, 282),
    "perf_event_open": (298, 241), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "memfd_secret": (447, 447), "mq_open": (240, 180), "msgget": (68, 186),
    "semget": (64, 190), "shmget": (29, 194), "modify_ldt": (154, None), "uselib": (134, None), "_sysctl": (156, None),
    "nfsservctl": (180, 42), "lookup_dcookie": (212, 18),
    # the machine
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89),
    "syslog": (103, 116), "sethostname": (170, 161), "setdomainname": (171, 162), "iopl": (172, None), "ioperm": (173, None),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "vhangup": (153, 58),
    # looked at more closely below
    "clone": (56, 220), "clone3": (435, 435), "unshare": (272, 97), "prlimit64": (302, 261), "setpriority": (141, 140),
    "ioprio_set": (251, 30), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118), "sched_setaffinity": (203, 122),
    "socket": (41, 198), "socketpair": (53, 199), "ioctl": (16, 29), "fcntl": (72, 25), "kill": (62, 129), "tkill": (200, 130),
    "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424),
    "seccomp": (317, 277),
}  # fmt: skip
_LOOKED_AT = list(_CALLS)[list(_CALLS).index("clone") :]
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


class _Program:
    """A filter of the kernel's packet language, built call by call."""

    def __init__(self) -> None:
        if kernel.MACHINE not in _MACHINES:
            raise OSError(f"no system-call filter is known for {kernel.MACHINE}")
        self._column, machine = _MACHINES[kernel.MACHINE]
        self._instructions = [
            (_LOAD, 0, 0, _OFFSET_OF_MACHINE), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _RETURN_KILL_PROCESS),
            (_LOAD, 0, 0, _OFFSET_OF_CALL),
        ]  # fmt: skip
        if kernel.MACHINE == "x86_64":
            self._instructions += [(_AT_LEAST, 0, 1, _X32_CALLS), _refuse(errno.ENOSYS)]

    def number(self, call: str) -> int | None:
        return _CALLS[call][self._column]

    def refuse(self, call: str, error: int = errno.EPERM) -> None:
        """Refuse a call whatever its arguments are."""
        self._add(call, [_refuse(error)])

    def refuse_bits(self, call: str, argument: int, bits: int) -> None:
        """Refuse a call whose argument has one of the bits."""
        self._add(call, [_argument(argument), (_ANY_BIT, 0, 1, bits), _refuse(errno.EPERM), _ALLOW])

    def refuse_values(self, call: str, argument: int, values: list[int]) -> None:
        """Refuse a call whose argument is one of the values."""
        self._add(call, [_argument(argument), *_one_of(values, _refuse(errno.EPERM)), _ALLOW])

    def allow_only(self, call: str, allowed: dict[int, list[int]], error: int = errno.EPERM) -> None:
        """Allow a call only if each of these arguments is one of its values."""
        self._add(call, [*_only(allowed, error), _ALLOW])

    def allow_sockets(self, families: list[int], connections: bool) -> None:
        """Allow sockets of these families, and those of TCP if there may be connections."""
        body = [*_only({0: families}, errno.EACCES), _ALLOW]
        if connections:
            tcp = [*_only({1: _STREAMS, 2: [0, socket.IPPROTO_TCP]}, errno.EACCES), _ALLOW]
            body = [_argument(0), (_EQUAL, 0, len(tcp), socket.AF_INET), *tcp, *body]
        self._add("socket", body)

    def finish(self) -> bytes:
        """The program as the kernel takes it."""
        return b"".join(struct.pack("=HBBI", *one) for one in (*self._instructions, _ALLOW))

    def _add(self, call: str, body: list[tuple[int, int, int, int]]) -> None:
        number = self.number(call)
        if number is not None:
            self._instructions += [(_EQUAL, 0, len(body), number), *body]


def _refuse(error: int) -> tuple[int, int, int, int]:
    return (_RETURN, 0, 0, _RETURN_ERRNO | error)


_ALLOW = (_RETURN, 0, 0, _RETURN_ALLOW)


def _argument(index: int) -> tuple[int, int, int, int]:
    return (_LOAD, 0, 0, _OFFSET_OF_ARGUMENTS + 8 * index)  # the lower half; both machines are little-endian


def _only(allowed: dict[int, list[int]], error: int) -> list[tuple[int, int, int, int]]:
    body = []
    for argument, values in allowed.items():
        # The last comparison jumps over the refusal; those before it over the rest and the refusal.
        jumps = [(_EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)]
        body += [_argument(argument), *jumps, _refuse(error)]
    return body


def _one_of(values: list[int], action: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
    return [step for value in values for step in ((_EQUAL, 0, 1, value), action)]


def program(unix_sockets: bool, signals_are_scoped: bool, connections: bool = False) -> bytes:
    """The filter for this process and its children.

    :param unix_sockets: whether sockets with a path can do no harm, because the paths of others are out of reach
    :param signals_are_scoped: whether something else keeps signals inside the session; otherwise only own process
        groups and handles can be refused, and worker accounts must do the rest
    :param connections: whether TCP may be used, because the only network there is leads to granted hosts
    """
    filter = _Program()
    for call in _CALLS:
        if call not in _LOOKED_AT:
            filter.refuse(call)
    filter.refuse("clone3", errno.ENOSYS)  # its flags are behind a pointer; C libraries fall back to clone
    filter.refuse_bits("clone", 0, _NAMESPACES)
    filter.refuse_bits("unshare", 0, _NAMESPACES | kernel.CLONE_NEWTIME)
    # Of itself only, also by its own number: os.sched_setaffinity(os.getpid(), ...) is a usual idiom. With the same
    # user, a limit or a priority of the server could be lowered otherwise.
    filter.allow_only("prlimit64", {0: [0]})
    filter.allow_only("sched_setscheduler", {0: [0]})
    filter.allow_only("sched_setparam", {0: [0]})
    filter.allow_only("sched_setaffinity", {0: [0, os.getpid()]})
    filter.allow_only("setpriority", {0: [0], 1: [0]})
    filter.allow_only("ioprio_set", {0: [1], 1: [0]})
    families: list[int] = [socket.AF_UNIX] if unix_sockets else []
    filter.allow_sockets(families, connections)
    filter.allow_only("socketpair", {0: [socket.AF_UNIX]}, errno.EACCES)
    filter.refuse_values("ioctl", 1, [_TIOCSTI, _TIOCLINUX])
    if not signals_are_scoped:
        filter.refuse_values("kill", 0, [_EVERY_PROCESS])
        filter.refuse("pidfd_send_signal")
        filter.refuse_values("fcntl", 1, [_F_SETOWN, _F_SETSIG, _F_SETOWN_EX])
    return filter.finish()


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def put_on(filter: bytes) -> None:
    """Filter the system calls of this process and its children for good. Needs no_new_privs."""
    buffer = ctypes.create_string_buffer(filter, len(filter))
    described = _FilterProgram(len(filter) // 8, ctypes.addressof(buffer))
    number = _CALLS["seccomp"][_MACHINES[kernel.MACHINE][0]]
    kernel.call(cast(int, number), _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(described))

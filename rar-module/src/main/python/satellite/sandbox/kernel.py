"""System calls that Python 3.11 has no function for. Failures are ``OSError`` with the call's name."""

import ctypes
import os
import platform
import struct

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

MACHINE = platform.machine()

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4

CLONE_NEWTIME = 0x80
CLONE_NEWNS = 0x20000
CLONE_NEWCGROUP = 0x2000000
CLONE_NEWUTS = 0x4000000
CLONE_NEWIPC = 0x8000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
_MNT_DETACH = 2
_AT_FDCWD = -100
_AT_RECURSIVE = 0x8000
_MOUNT_ATTR_RDONLY_NOSUID_NODEV = 1 | 2 | 4
_SYS_MOUNT_SETATTR = 442  # the same on every architecture, as all calls from 424 on
_SYS_CLOSE_RANGE = 436

CAP_CHOWN = 0
CAP_DAC_OVERRIDE = 1
CAP_KILL = 5
CAP_SETGID = 6
CAP_SETUID = 7
CAP_SYS_ADMIN = 21
_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 63


def call(number: int, *arguments: object) -> int:
    """Make a system call by its number."""
    result = _libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))
    return _checked(result, f"system call {number}")


def control(option: int, value: int = 0, second: int = 0) -> int:
    """``prctl``."""
    return _checked(_libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(second), 0, 0), f"prctl {option}")


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    _checked(_libc.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """Mount a file system, bind one or change a mount."""
    encoded = [text and text.encode() for text in (source, target, kind)]
    _checked(_libc.mount(*encoded, ctypes.c_ulong(flags), data and data.encode()), f"mount {target}")


def make_read_only(target: str) -> None:
    """Make a mount and everything mounted below it read-only, without devices and set-user-id files."""
    attributes = struct.pack("=QQQQ", _MOUNT_ATTR_RDONLY_NOSUID_NODEV, 0, 0, 0)
    path = ctypes.create_string_buffer(target.encode())
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    call(_SYS_MOUNT_SETATTR, _AT_FDCWD, path, _AT_RECURSIVE, buffer, len(attributes))


def change_root(root: str) -> None:
    """Make ``root`` the root of this mount namespace and let go of the old one."""
    os.chdir(root)
    _checked(_libc.pivot_root(b".", b"."), "pivot_root")
    _checked(_libc.umount2(b".", _MNT_DETACH), "umount2")
    os.chdir("/")


def close_other_files(kept: set[int]) -> None:
    """Close every open file but the kept ones."""
    first = 0
    for descriptor in (*sorted(kept), 1 << 31):
        if descriptor > first:
            call(_SYS_CLOSE_RANGE, first, descriptor - 1, 0)
        first = descriptor + 1


def capabilities() -> int:
    """The effective capabilities as a bit mask."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1], 16) for line in status if line.startswith("CapEff:"))


def drop_capability_bounds() -> None:
    """Empty the bounding and ambient sets, so that no program can bring a capability back."""
    for capability in range(_LAST_CAPABILITY + 1):
        try:
            control(PR_CAPBSET_DROP, capability)
        except OSError:  # past the last one, or not ours to change: then no_new_privs holds the door
            break
    control(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)


def drop_capabilities() -> None:
    """Give up all capabilities of this thread. Changing the user does not do that for every kind of server."""
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0), 8)
    _checked(_libc.capset(header, ctypes.create_string_buffer(bytes(24), 24)), "capset")


def _checked(result: int, what: str) -> int:
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
    return result

"""What of the file system a satellite sees: the runtime, the system's libraries, its working folder, and little else."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from satellite.sandbox import kernel
from satellite.sandbox.landlock import DEVICE, OWN, READ, RUN, SHARED_MEMORY, Access

_HOSTS = "/etc/hosts"
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
_CONFIGURATION = (
    "/etc/alternatives", "/etc/ca-certificates", "/etc/fonts", "/etc/group", "/etc/host.conf", _HOSTS,
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/mime.types", "/etc/nsswitch.conf",
    "/etc/os-release", "/etc/passwd", "/etc/pki", "/etc/protocols", "/etc/services", "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf", "/etc/timezone",
)  # fmt: skip
_PROCESSORS = "/sys/devices/system/cpu"
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_SHARED_MEMORY = "/dev/shm"
# Without a root of one's own /proc shows the command lines of others, so only what is about the machine and oneself.
# Libraries that count processors fail when the control groups exist and cannot be read.
_MACHINE = (
    "/proc/cpuinfo", "/proc/filesystems", "/proc/loadavg", "/proc/meminfo", "/proc/stat", "/proc/sys", "/proc/uptime",
    "/proc/version", "/sys/fs/cgroup",
)  # fmt: skip
_STANDARD_STREAMS = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}
_ROOT_TMPFS = "size=4m,mode=755"
_NO_PROGRAMS = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC


@dataclass(frozen=True)
class View:
    """The parts of the file system that satellites of one zygote see.

    :param programs: folders with programs and libraries
    :param files: files and folders that may be read
    :param writable: folders outside of the working folder that may be changed
    """

    programs: tuple[str, ...]
    files: tuple[str, ...]
    writable: tuple[str, ...]

    @staticmethod
    def of_this_runtime(readable: Sequence[str], writable: Sequence[str]) -> "View":
        """What the interpreter of this process needs.

        :param readable: more files and folders, absolute
        :param writable: more folders, absolute
        """
        interpreter = (sys.prefix, os.path.realpath(sys.base_prefix), sys.base_prefix)
        programs = _outermost([path for path in (*_SYSTEM, *interpreter) if os.path.exists(path)])
        files = [path for path in (*_CONFIGURATION, _PROCESSORS) if os.path.exists(path)]
        return View(tuple(programs), (*files, *readable), tuple(writable))

    def rules(self, folder: str, own_root: bool) -> list[tuple[str, Access]]:
        """What Landlock has to allow.

        :param folder: the working folder
        :param own_root: whether :meth:`become_root` was called, so that /proc shows processes of this satellite only
        """
        proc = ["/proc"] if own_root else [*filter(os.path.exists, _MACHINE), "/proc/self"]
        return [
            *((path, RUN) for path in self.programs),
            *((path, READ) for path in (*self.files, *proc)),
            *((path, DEVICE) for path in _DEVICES),
            *((path, OWN) for path in (*self.writable, folder)),
            (_SHARED_MEMORY, SHARED_MEMORY),
        ]

    def become_root(self, mount_point: str, folder: str, largest: int, hosts: str = "") -> None:
        """Make a root of its own for this mount namespace, with nothing in it but what is seen.

        :param mount_point: an empty folder
        :param folder: the working folder; it gets a file system of its own if its size is limited
        :param largest: bytes; 0: the folder stays where it is, without limit
        :param hosts: what ``/etc/hosts`` says; empty: what it says on the machine
        """
        os.umask(0o022)
        root = mount_point
        kernel.mount("none", root, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, _ROOT_TMPFS)
        for path in (*self.programs, *self.files):
            if path == _HOSTS and hosts:
                _write_new(root + path, hosts)
                continue
            _show(root, path)
            if not os.path.islink(root + path):
                kernel.make_read_only(root + path)
        for path in (*self.writable, *_DEVICES):
            _show(root, path)
        for name, target in _STANDARD_STREAMS.items():
            os.symlink(target, f"{root}/dev/{name}")
        os.makedirs(root + "/tmp", exist_ok=True)
        _mount_new(root + _SHARED_MEMORY, "tmpfs", _NO_PROGRAMS, f"size={largest or '50%'},mode=1777")
        _mount_new(root + "/proc", "proc", _NO_PROGRAMS | kernel.MS_RDONLY)
        if largest:
            _mount_new(root + folder, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, f"size={largest},mode=700")
        else:
            _show(root, folder)
        kernel.change_root(root)
        kernel.mount("none", "/", None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV)


def _show(root: str, path: str) -> None:
    """Bind a path of the old root to the same place in the new one."""
    target = root + path
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(path):
        os.symlink(os.readlink(path), target)
        return
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC))
    kernel.mount(path, target, None, kernel.MS_BIND | kernel.MS_REC)


def _write_new(target: str, text: str) -> None:
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "x") as file:
        file.write(text)


def _mount_new(target: str, kind: str, flags: int, data: str | None = None) -> None:
    os.makedirs(target, exist_ok=True)
    kernel.mount("none", target, kind, flags, data)


def _outermost(paths: list[str]) -> list[str]:
    """The paths that do not lie below another one. Links stay: each name has to be found."""
    kept: list[str] = []
    for path in sorted(dict.fromkeys(paths), key=len):
        if os.path.islink(path) or not any(path.startswith(outer + "/") and not os.path.islink(outer) for outer in kept):
            kept.append(path)
    return kept

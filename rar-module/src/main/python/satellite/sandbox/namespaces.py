"""Namespaces: processes, network, mounts, IPC and host name of its own for each satellite."""

import os

from satellite.sandbox import kernel

_OF_SATELLITE = kernel.CLONE_NEWNS | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS


def need_user_namespace() -> bool:
    """Whether this process may make namespaces only inside a user namespace."""
    return not kernel.capabilities() >> kernel.CAP_SYS_ADMIN & 1


def leave_processes() -> None:
    """Let the next child be the first process of a namespace, where it sees none but its own. Called by the keeper."""
    if need_user_namespace():
        user, group = os.getuid(), os.getgid()
        kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWPID)
        # Its own ids only, and no root: nothing that is not mapped can be become.
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    else:
        kernel.unshare(kernel.CLONE_NEWPID)


def leave_the_rest() -> None:
    """Leave network, mounts, IPC and host name. Called by the satellite."""
    kernel.unshare(_OF_SATELLITE)
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)

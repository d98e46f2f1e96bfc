"""Control groups: what a satellite may use as a whole, counted by the kernel. Version 2, or 1 where that has the controllers."""

import functools
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass

from satellite.sandbox.limits import Limits

_COMMON = "groundstation-satellites"
_PERIOD_MICROS = 100_000
_CONTROLLERS = ("memory", "pids", "cpu")
_REMOVE_SECONDS = 1.0
_SETTLED_SECONDS = 10.0
"""A group of a satellite that is being started is empty for a moment, and its Launchpad's folder need not be in sight."""


@dataclass(frozen=True)
class Group:
    """The group of one satellite.

    :param folders: where each controller keeps it; with version 2 all are the same
    """

    folders: Mapping[str, str]

    def join(self) -> None:
        """Put this process, which has one thread, into it, and with it everything that it forks."""
        for folder in set(self.folders.values()):
            # With version 1 a thread can be moved by itself, which spares the kernel a wait of some 10 ms.
            _write(folder, "tasks" if os.path.exists(os.path.join(folder, "tasks")) else "cgroup.procs", "0")

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel has ended a process because the group reached its limit."""
        for name in ("memory.events", "memory.oom_control"):
            try:
                with open(os.path.join(self.folders["memory"], name)) as counts:
                    return any(line.split() != ["oom_kill", "0"] for line in counts if line.startswith("oom_kill "))
            except FileNotFoundError:
                continue
        return False

    def remove(self) -> None:
        """Kill what is left in it, and remove it."""
        deadline = time.monotonic() + _REMOVE_SECONDS
        for folder in set(self.folders.values()):
            while True:
                try:
                    os.rmdir(folder)
                except FileNotFoundError:
                    pass
                except OSError:  # not empty yet
                    if time.monotonic() < deadline:
                        self._kill(folder)
                        time.sleep(0.001)
                        continue
                break

    @staticmethod
    def _kill(folder: str) -> None:
        with open(os.path.join(folder, "cgroup.procs")) as members:
            for member in members.read().split():
                try:
                    os.kill(int(member), signal.SIGKILL)
                except ProcessLookupError:
                    pass


@functools.cache
def _parents() -> dict[str, str]:
    """Where groups can be made: below the one that this process is in, so that its limits hold for satellites, too.

    :raises OSError: there are no control groups with the controllers that are needed
    """
    with open("/proc/self/cgroup") as groups:
        own = {names: path.strip() for _, names, path in (line.split(":", 2) for line in groups)}
    mounts = {}
    with open("/proc/mounts") as table:
        for _, place, kind, options, *_ in (line.split() for line in table):
            if kind == "cgroup2":
                mounts[""] = place
            elif kind == "cgroup":
                mounts.update({controller: place for controller in _CONTROLLERS if controller in options.split(",")})
    if "" in mounts:
        place = _inside(mounts[""], own.get("", "/"))
        with open(os.path.join(place, "cgroup.controllers")) as controllers:
            if set(_CONTROLLERS) <= set(controllers.read().split()):
                return dict.fromkeys(_CONTROLLERS, place)
    missing = [controller for controller in _CONTROLLERS if controller not in mounts]
    if missing:
        raise OSError(f"no control groups for {', '.join(missing)} are mounted")
    names = {controller: names for names in own for controller in names.split(",")}
    return {controller: _inside(mounts[controller], own.get(names.get(controller, ""), "/")) for controller in _CONTROLLERS}


def _inside(mount: str, path: str) -> str:
    """In a container the path may be that of the machine, and the mount the container's own part of it."""
    place = os.path.normpath(mount + path)
    return place if os.path.isdir(place) else mount


def make(station: str, name: str, limits: Limits) -> Group:
    """Make the group of one satellite.

    :param station: the Launchpad's folder; its groups are below one of that name
    :param name: of the group
    :raises OSError: this process may not, or a controller is missing
    """
    folders = {}
    for controller, parent in _parents().items():
        folder = parent
        for part in (_COMMON, os.path.basename(station), name):
            _enable(folder, controller)
            folder = os.path.join(folder, part)
            os.makedirs(folder, exist_ok=True)
        folders[controller] = folder
    group = Group(folders)
    try:
        _limit(group, limits)
    except OSError:
        group.remove()
        raise
    return group


def _enable(folder: str, controller: str) -> None:
    """With version 2 a controller works below a group only if that group passes it on."""
    switch = os.path.join(folder, "cgroup.subtree_control")
    if os.path.exists(switch):
        with open(switch) as enabled:
            if controller in enabled.read().split():
                return
        _write(folder, "cgroup.subtree_control", f"+{controller}")


def _limit(group: Group, limits: Limits) -> None:
    second = os.path.exists(os.path.join(group.folders["memory"], "memory.max"))
    if limits.memory:
        _write(group.folders["memory"], "memory.max" if second else "memory.limit_in_bytes", str(limits.memory))
        # Swapping would only put the end off.
        swap = os.path.join(group.folders["memory"], "memory.swap.max" if second else "memory.memsw.limit_in_bytes")
        if os.path.exists(swap):
            _write(group.folders["memory"], os.path.basename(swap), "0" if second else str(limits.memory))
    if limits.processes:
        _write(group.folders["pids"], "pids.max", str(limits.processes))
    if limits.cpu:
        quota = limits.cpu * (os.cpu_count() or 1) * _PERIOD_MICROS // 100
        if second:
            _write(group.folders["cpu"], "cpu.max", f"{quota} {_PERIOD_MICROS}")
        else:
            _write(group.folders["cpu"], "cpu.cfs_quota_us", str(quota))


def sweep(station: str) -> None:
    """Remove the groups of Launchpads whose folder is gone.

    :param station: the Launchpad's folder; those of others are beside it
    """
    for parent in set(_parents().values()):
        common = os.path.join(parent, _COMMON)
        for other in os.listdir(common) if os.path.isdir(common) else ():
            if not os.path.exists(os.path.join(os.path.dirname(station), other)):
                _remove_empty(os.path.join(common, other))


def _remove_empty(folder: str) -> None:
    """Remove groups from below; one that has members stays, and so does one of a satellite that is new."""
    for place, _, _ in os.walk(folder, topdown=False):
        try:
            if place == folder or time.time() - os.stat(place).st_ctime > _SETTLED_SECONDS:
                os.rmdir(place)
        except OSError:
            pass


def _write(folder: str, name: str, value: str) -> None:
    with open(os.path.join(folder, name), "w") as file:
        file.write(value)

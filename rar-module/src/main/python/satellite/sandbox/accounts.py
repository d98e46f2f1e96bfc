"""Worker accounts: identities of the operating system that scripts run as instead of the server's."""

import os
import pwd
from collections.abc import Sequence

from satellite.sandbox import kernel

NAME_PREFIX = "groundstation-"
_SHARED_MEMORY = "/dev/shm"
_NEEDED = {
    "CAP_SETUID": kernel.CAP_SETUID,
    "CAP_SETGID": kernel.CAP_SETGID,
    "CAP_CHOWN": kernel.CAP_CHOWN,
    "CAP_KILL": kernel.CAP_KILL,
    "CAP_DAC_OVERRIDE": kernel.CAP_DAC_OVERRIDE,
}


def check(accounts: Sequence[int]) -> None:
    """Make sure that this process may use the accounts, and that they belong to nobody.

    :param accounts: user ids; the group of each has the same number
    :raises OSError: saying why not
    """
    available = kernel.capabilities()
    missing = [name for name, bit in _NEEDED.items() if not available >> bit & 1]
    if missing:
        raise OSError(f"the server's user may not switch accounts; it lacks {', '.join(missing)}")
    if not accounts:
        raise OSError("there are no user ids that this server may use")
    for account in accounts:
        try:
            owner = pwd.getpwuid(account).pw_name
        except KeyError:
            continue
        if not owner.startswith(NAME_PREFIX):
            raise OSError(f"user id {account} belongs to '{owner}'; choose others with groundstation.accounts.first")


def forget(account: int) -> None:
    """Remove what a worker account left in the shared memory of the machine, unless it still runs something there."""
    for process in filter(str.isdigit, os.listdir("/proc")):
        if _owner(f"/proc/{process}") == account:
            return
    for entry in os.scandir(_SHARED_MEMORY):
        if _owner(entry.path) == account:
            os.unlink(entry.path)


def _owner(path: str) -> int | None:
    try:
        return os.lstat(path).st_uid
    except FileNotFoundError:
        return None


def take_on(account: int) -> None:
    """Become the account for good and own the current folder. The capabilities are still to be dropped."""
    os.chown(".", account, account)
    os.setgroups([])
    os.setresgid(account, account, account)
    os.setresuid(account, account, account)

"""What the server asks of the isolation of satellites, and what this machine grants of it.

Asked on the command line as ``name=value``: a policy (required, preferred, off) for each layer; ``readable`` and
``writable`` paths, each any number of times; ``accounts``, user ids separated by commas; ``memory`` and ``folder`` in
bytes, and ``processes``, where 0 is no limit; ``keep`` (true, false): whether working folders stay for diagnosis; ``launchpad``, the
Launchpad's own folder. The server makes the control groups: ``join`` names the files that try one, or ``no-group`` says why there is none.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from satellite.sandbox.filesystem import View
from satellite.sandbox.limits import Limits
from satellite.sandbox.probe import Finding, Policy, strongest
from satellite.sandbox.stack import Layer, Sandbox


@dataclass(frozen=True)
class Wanted:
    """The command line.

    :param join: files by which the control group for the trial is joined
    :param no_group: why there is no such group; empty if there is one, or if it is not wanted
    """

    launchpad: str
    policies: dict[Layer, Policy]
    readable: tuple[str, ...]
    writable: tuple[str, ...]
    accounts: tuple[int, ...]
    limits: Limits
    keep: bool
    join: tuple[str, ...]
    no_group: str

    @staticmethod
    def parse(arguments: Sequence[str]) -> "Wanted":
        """Read the command line. :raises ValueError: something is missing or wrong"""
        given: dict[str, list[str]] = {}
        for argument in arguments:
            name, _, value = argument.partition("=")
            given.setdefault(name, []).append(value)

        def one(name: str) -> str:
            (value,) = given.get(name, [])
            return value

        return Wanted(
            launchpad=one("launchpad"),
            policies={layer: Policy(one(layer)) for layer in Layer},
            readable=tuple(given.get("readable", ())),
            writable=tuple(given.get("writable", ())),
            accounts=tuple(int(account) for account in one("accounts").split(",") if account),
            limits=Limits(int(one("memory")), int(one("processes")), int(one("folder"))),
            keep=one("keep") == "true",
            join=tuple(given.get("join", ())),
            no_group="".join(given.get("no-group", ())),
        )

    def find(self) -> tuple[Sandbox, list[Finding]]:
        """The strongest sandbox that this machine grants, and what became of each layer."""
        view = View.of_this_runtime(self.readable, self.writable)
        everything = Sandbox(frozenset(Layer), view, self.limits, self.accounts, self.launchpad, self.keep)
        os.makedirs(everything.mount_point, 0o700, exist_ok=True)  # a zygote before this one may have made it
        return strongest(everything, self.policies, self.join, {Layer.CGROUP: self.no_group} if self.no_group else {})


def check(arguments: Sequence[str]) -> None:
    """Print one line for each layer: name, policy, whether it is active, and why not, separated by tabs."""
    for finding in Wanted.parse(arguments).find()[1]:
        print(finding.layer, finding.policy, finding.active, finding.reason, sep="\t")

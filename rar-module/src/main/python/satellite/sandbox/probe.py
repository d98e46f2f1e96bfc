"""Finds out which layers this machine grants, by putting all of them on in a child that is thrown away."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple, NoReturn

from satellite.sandbox import accounts
from satellite.sandbox.stack import Layer, LayerMissing, Sandbox


class Policy(StrEnum):
    """What an administrator wants of a layer."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    OFF = "off"


class Finding(NamedTuple):
    """One layer of the isolation report.

    :param active: whether satellites have it
    :param reason: why not; empty if it is active or off
    """

    layer: Layer
    policy: Policy
    active: bool
    reason: str


def strongest(wanted: Sandbox, policies: Mapping[Layer, Policy], join: Sequence[str], missing: Mapping[Layer, str]) -> tuple[Sandbox, list[Finding]]:
    """Take layers away until what is left can be put on as a whole.

    :param wanted: a sandbox with every layer
    :param join: what a satellite of this trial joins its control group by
    :param missing: layers of which it is known already that they are, and why
    :return: the strongest sandbox that works, and what became of each layer
    """
    reasons = dict(missing)
    sandbox = replace(wanted, layers=frozenset(layer for layer in Layer if policies[layer] != Policy.OFF and layer not in reasons))
    while (failed := _try(sandbox, join)) is not None:
        reasons[failed.layer] = failed.reason
        sandbox = replace(sandbox, layers=sandbox.layers - {failed.layer})
    findings = [Finding(layer, policies[layer], sandbox.has(layer), reasons.get(layer, "")) for layer in Layer]
    return sandbox, findings


def _try(sandbox: Sandbox, join: Sequence[str]) -> LayerMissing | None:
    """Put it on in a child. :return: the first layer that cannot be put on, or None"""
    result, report = os.pipe2(os.O_CLOEXEC)
    folder = tempfile.mkdtemp(prefix="probe-", dir=sandbox.launchpad)
    child = os.fork()
    if child == 0:
        os.close(result)
        _be_keeper(sandbox, join, folder, report)
    os.close(report)
    try:
        with open(result) as pipe:
            answer = pipe.read()
    finally:
        os.waitpid(child, 0)
        shutil.rmtree(folder, ignore_errors=True)
    if not answer:
        raise RuntimeError("the isolation of satellites could not be tried: the child ended without an answer")
    said = json.loads(answer)
    if "error" in said:
        raise RuntimeError(f"the isolation of satellites could not be tried: {said['error']}")
    return LayerMissing(Layer(said["layer"]), said["reason"]) if said else None


def _be_keeper(sandbox: Sandbox, join: Sequence[str], folder: str, report: int) -> NoReturn:
    try:
        if sandbox.has(Layer.ACCOUNT):
            try:
                accounts.check(sandbox.accounts)
            except OSError as error:
                raise LayerMissing(Layer.ACCOUNT, str(error)) from error
        sandbox.prepare_keeper()
        os.waitpid(sandbox.start(lambda: _be_satellite(sandbox, join, folder, report)), 0)
    except BaseException as error:
        _answer(report, error)
    os._exit(0)


def _be_satellite(sandbox: Sandbox, join: Sequence[str], folder: str, report: int) -> int:
    try:
        sandbox.join_group(join)
        sandbox.enter(folder, {report})
        sandbox.take_account(sandbox.accounts[0] if sandbox.accounts else None)
        _reach_everything(sandbox, folder)
        _answer(report, None)
    except BaseException as error:
        _answer(report, error)
    return 0


def _reach_everything(sandbox: Sandbox, folder: str) -> None:
    """A sandbox in which scripts cannot run is of no use."""
    suspects = [layer for layer in (Layer.ACCOUNT, Layer.LANDLOCK, Layer.ROOT) if sandbox.has(layer)]
    try:
        for path in (*sandbox.view.programs, *sandbox.view.files, os.__file__):
            os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        os.close(os.open(os.path.join(folder, "probe"), os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC))
    except OSError as error:
        if not suspects:
            raise
        who = f"worker account {sandbox.accounts[0]}" if suspects[0] == Layer.ACCOUNT else "a satellite"
        raise LayerMissing(suspects[0], f"{who} cannot reach {error.filename}: {error.strerror}") from error


def _answer(report: int, error: BaseException | None) -> None:
    said = {} if error is None else {"error": repr(error)}
    if isinstance(error, LayerMissing):
        said = {"layer": error.layer, "reason": error.reason}
    os.write(report, json.dumps(said).encode())

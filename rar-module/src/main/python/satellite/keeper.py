"""The keeper: one small process above each satellite that outlives it just long enough to end its whole tree.

It adopts every orphan below it, so a daemon that a script leaves behind is ended with the satellite. It is ended by
SIGTERM, which also arrives when the zygote dies.
"""

import os
import shutil
import signal
import socket
import sys
from typing import NoReturn

from satellite import gate, session, wire
from satellite.exchange import Exchange
from satellite.processes import end_descendants
from satellite.sandbox import accounts
from satellite.sandbox.network import WayOut
from satellite.sandbox.stack import Layer, Sandbox, shell_status

_asked_first: set[int] = set()
"""The gate: it gets a round to report what it has carried, then it is killed like the rest."""


def become_keeper(command: dict, sandbox: Sandbox, zygote: int) -> NoReturn:
    """Fork the satellite, wait for its end, end what it left behind, and exit with its status.

    :param command: the launch command
    :param sandbox: what the satellite is put into
    :param zygote: process id of the parent that must stay alive
    """
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _detach_from_zygote()
        folder = command["folder"]
        os.mkdir(folder, mode=0o700)
        try:
            status = _keep(command, folder, sandbox, zygote)
        finally:
            _end_tree()
            _leave_nothing(folder, sandbox)
    except BaseException as error:  # the process must end here whatever happens
        print("keeper of satellite", command["id"], "failed:", repr(error), file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def _keep(command: dict, folder: str, sandbox: Sandbox, zygote: int) -> int:
    end_requested = False

    def end(*_: object) -> None:
        nonlocal end_requested
        end_requested = True
        _end_tree()

    signal.signal(signal.SIGTERM, end)
    network = gate.Network.of(command)
    passage = None
    if network:
        gatekeeper, passage = gate.start(command["id"], network)
        _asked_first.add(gatekeeper)
    sandbox.prepare_keeper()
    if os.getppid() != zygote:  # it died before the death signal was set
        return 1
    satellite = sandbox.start(lambda: _be_satellite(command, folder, sandbox, network, passage))
    if passage:
        passage.close()
    if end_requested:  # the signal came before the fork
        _end_tree()
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:  # the handler has reaped it
            return 128 + signal.SIGKILL
        if pid == satellite:
            return shell_status(status)


def _be_satellite(command: dict, folder: str, sandbox: Sandbox, network: gate.Network | None, passage: socket.socket | None) -> int:
    try:
        sandbox.join_group(command["join"])
        exchange = Exchange(wire.connect(command["socket"]))
        if network and passage:
            way_out = WayOut(network.destinations, lambda listeners: gate.hand_over(passage, listeners))
            pid = sandbox.enter(folder, {exchange.fileno(), passage.fileno()}, way_out)
        else:
            pid = sandbox.enter(folder, {exchange.fileno()})
        os.environ.update(HOME=folder, TMPDIR=folder)
        session.serve(exchange, command["token"], command["id"], pid, sandbox.take_account)
    except BaseException as error:
        print("satellite", command["id"], "failed:", repr(error), file=sys.stderr, flush=True)
    return 1


def _leave_nothing(folder: str, sandbox: Sandbox) -> None:
    account = os.stat(folder).st_uid
    if not sandbox.keep_folders:
        shutil.rmtree(folder, ignore_errors=True)
    if account in sandbox.accounts and not sandbox.has(Layer.ROOT):
        accounts.forget(account)


def _end_tree() -> None:
    end_descendants(frozenset(_asked_first))


def _detach_from_zygote() -> None:
    """Let go of the pipes on which the zygote is led; what a script prints must never reach the launcher."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)

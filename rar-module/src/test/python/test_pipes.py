"""What is written into pipes comes out, in both ways."""

import os
import time
from collections.abc import Callable

import pytest

from satellite.pipes import MarkedPipes, PolledPipes

WAYS = (lambda readers, writers, take: PolledPipes(readers, take), MarkedPipes)


class Pipes:
    """Two pipes and what came out of them."""

    def __init__(self, way: Callable) -> None:
        self.taken = {"stdout": b"", "stderr": b""}
        readers, self.writers = {}, {}
        for name in self.taken:
            readers[name], self.writers[name] = os.pipe()
        self.pipes = way(readers, self.writers, self._take)

    def _take(self, name: str, data: bytes) -> None:
        self.taken[name] += data


@pytest.mark.parametrize("way", WAYS)
def test_what_was_written_has_come_out_after_a_drain(way: Callable) -> None:
    pipes = Pipes(way)
    for round in range(200):
        os.write(pipes.writers["stdout"], b"out %d\n" % round)
        os.write(pipes.writers["stderr"], b"err %d\n" % round)
        pipes.pipes.drain()
        assert pipes.taken["stdout"].endswith(b"out %d\n" % round)
        assert pipes.taken["stderr"].endswith(b"err %d\n" % round)
    assert pipes.taken["stdout"] == b"".join(b"out %d\n" % round for round in range(200))


@pytest.mark.parametrize("way", WAYS)
def test_it_comes_out_without_a_drain(way: Callable) -> None:
    pipes = Pipes(way)
    written = os.urandom(1 << 20)
    for start in range(0, len(written), 10_000):  # more than a pipe holds
        os.write(pipes.writers["stdout"], written[start : start + 10_000])
    deadline = time.monotonic() + 10
    while pipes.taken["stdout"] != written and time.monotonic() < deadline:
        time.sleep(0.01)
    assert pipes.taken["stdout"] == written


def test_a_mark_that_comes_in_pieces_is_no_output() -> None:
    pipes = Pipes(MarkedPipes)
    mark = pipes.pipes._mark
    writer = pipes.writers["stdout"]
    for piece in (b"a" + mark[:5], mark[5:] + b"b", mark[:7], b"c"):
        os.write(writer, piece)
        time.sleep(0.05)
    pipes.pipes.drain()
    assert pipes.taken["stdout"] == b"ab" + mark[:7] + b"c"

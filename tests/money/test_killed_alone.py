"""One worker is killed, or the controller of the workers alone: nobody waits for it, and the limit holds."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clausewise.mock_server import MockServer, running
from clausewise.spec import Spec
from tests.money.killed_suite import report_of, start

SPEC = Spec.load()
#: Paid requests that are allowed, and a time for an answer that no test would wait for.
LIMIT, TIMEOUT = 3, 600
#: The state of an open connection in /proc/net/tcp.
ESTABLISHED = "01"
#: The first valid request, and the tests that send paid ones.
FEW = ("-k", "valid_requests or unknown_ids")


class Holding:
    """A conforming server that answers no second create before it is let go; it knows who has sent that one."""

    def __init__(self) -> None:
        self.server = MockServer(SPEC)
        self.held: int | None = None
        self.let_go = threading.Event()
        self.creates = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, but for the second create."""
        if scope["type"] == "http" and scope["method"] == "POST":
            self.creates += 1
            if self.creates == 2:
                self.held = scope["client"][1]
                while not self.let_go.is_set():
                    await asyncio.sleep(0.01)
        await self.server(scope, receive, send)


def process_at(port: int) -> int:
    """The process on this machine that has connected from a port."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    # A connection from that port to elsewhere, which has ended, may still be listed.
    socket = next(line[9] for line in lines if line[1].endswith(f":{port:04X}") and line[3] == ESTABLISHED)
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(descriptor.readlink()) == f"socket:[{socket}]":
                return int(descriptor.parts[2])
        except OSError:  # it is closed already, or not ours
            continue
    raise AssertionError(f"nobody has connected from port {port}")


@pytest.fixture
def holding() -> Iterator[Holding]:
    app = Holding()
    yield app
    app.let_go.set()


def begun(app: Holding, options: list[str]) -> tuple[subprocess.Popen[str], int]:
    """A run of two workers, and the one whose create is not answered."""
    process = start(2, options)
    until = time.monotonic() + 100
    while app.held is None:
        assert process.poll() is None, process.communicate()[0][-3000:]
        assert time.monotonic() < until
        time.sleep(0.01)
    return process, process_at(app.held)


def options_of(url: str, folder: Path) -> list[str]:
    return [
        *("--base-url", url, "--max-paid", str(LIMIT), "--strength", "1", "--timeout", str(TIMEOUT), *FEW),
        *("--ledger", str(folder / "ledger"), "--report", str(folder)),
    ]


@pytest.mark.exhaustive
def test_nobody_waits_for_a_worker_that_is_killed(holding: Holding, tmp_path: Path) -> None:
    with running(holding) as url:
        process, worker = begun(holding, options_of(url, tmp_path))
        assert worker != process.pid
        os.kill(worker, signal.SIGKILL)
        output, _ = process.communicate(timeout=100)
        holding.let_go.set()
    counts = report_of(tmp_path)["counts"]
    assert (counts["paid"], counts["unknown"]) == (LIMIT - 1, 1), output[-3000:]
    assert holding.creates == LIMIT


@pytest.mark.exhaustive
def test_what_a_killed_controller_leaves_sends_nothing_beside_the_run_that_goes_on(
    holding: Holding, tmp_path: Path
) -> None:
    with running(holding) as url:
        options = options_of(url, tmp_path)
        process, worker = begun(holding, options)
        process.kill()
        process.wait()
        os.kill(worker, 0)  # which is still there
        output, _ = start(0, [*options, "--resume"]).communicate(timeout=100)
        holding.let_go.set()
        process.communicate(timeout=100)  # ends with the last worker, which holds the other end
    counts = report_of(tmp_path)["counts"]
    assert (counts["paid"], counts["unknown"]) == (LIMIT - 1, 1), output[-3000:]
    assert holding.creates == LIMIT

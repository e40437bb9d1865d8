"""An interrupted run waits for the answer under way, loses nothing of it, and says so."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clausewise.mock_server import MockServer, running
from tests.suite.command import SPEC, SUITE


class Slow:
    """A server that takes its time over the second create, and notes when it has it."""

    def __init__(self, seconds: float) -> None:
        self.server = MockServer(SPEC)
        self.seconds = seconds
        self.creates = 0
        self.asked = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, later where it is the second create that is accepted."""
        before = self.server.accepted

        async def later(message: Any) -> None:
            if self.server.accepted > before == 1 and message["type"] == "http.response.start":
                self.asked = True
                await asyncio.sleep(self.seconds)
            await send(message)

        await self.server(scope, receive, later)


def interrupted(url: str, server: Slow, report: Path, times: int, *options: str) -> tuple[int, dict[str, Any], float]:
    """A run that gets SIGINT while the second create is under way: its exit code, its report, and how long it took.

    SIGINT is ignored where it begins, as under nohup.
    """
    command = [sys.executable, "-m", "pytest", str(SUITE), "-q", "-p", "no:cacheprovider", "--base-url", url]
    command += ["--max-paid", "5", "--strength", "1", "--ledger", f"{report}.sqlite", "--report", str(report), *options]
    process = subprocess.Popen(  # noqa: S603 - our own suite
        ["/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
    )
    _wait(lambda: server.asked or process.poll() is not None)
    started = time.monotonic()
    for _ in range(times):
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
    output, _ = process.communicate(timeout=100)
    assert (report / "contract.json").exists(), output[-3000:]
    return process.returncode, json.loads((report / "contract.json").read_text()), time.monotonic() - started


def _wait(done: Callable[[], bool]) -> None:
    until = time.monotonic() + 90
    while not done() and time.monotonic() < until:
        time.sleep(0.01)


@pytest.mark.parametrize(
    "options", [(), pytest.param(("-n", "2"), marks=pytest.mark.exhaustive)], ids=["one process", "two workers"]
)
def test_the_answer_under_way_is_waited_for(options: tuple[str, ...], tmp_path: Path) -> None:
    server = Slow(2.5)
    with running(server) as url:
        code, report, _ = interrupted(url, server, tmp_path / "report", 1, *options)
    counts = report["counts"]
    assert (code, report["conforms"]) == (2, "undecided")
    assert (counts["paid"], counts["unknown"]) == (server.server.accepted, 0) == (2, 0)
    assert counts["requests"] == server.server.requests
    assert report["doubts"] == [
        "the run was interrupted: the same command with --resume goes on, and nothing is sent twice"
    ]


@pytest.mark.exhaustive
def test_a_second_interruption_does_not_wait(tmp_path: Path) -> None:
    server = Slow(20)
    with running(server) as url:
        code, report, seconds = interrupted(url, server, tmp_path / "report", 2)
    assert code == 2
    assert (report["counts"]["paid"], report["counts"]["unknown"]) == (1, 1)
    assert seconds < 15

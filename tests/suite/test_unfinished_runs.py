"""A run that was not whole does not say that the server conforms, and one that was odd loses no finding."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from clausewise.mock_server import MockServer, Switch
from clausewise.mock_server.faults import changes
from clausewise.report.exit_codes import UNDECIDED
from tests.suite.command import SPEC, SUITE, Suite


@pytest.mark.exhaustive
def test_a_part_of_the_plan_decides_nothing(suite: Suite, tmp_path: Path) -> None:
    done = suite("-k", "test_unknown_ids", "--report", str(tmp_path))
    assert done.returncode == UNDECIDED, done.stdout
    assert "UNDECIDED at basis documented" in done.stdout
    report = json.loads((tmp_path / "contract.json").read_text())
    assert report["conforms"] == "undecided"
    assert any(entry["probe"].endswith("fuzzing, negative") for entry in report["not_run"])


def test_an_interrupted_run_decides_nothing(url: str, server: MockServer, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", str(SUITE), "-q", "-p", "no:cacheprovider", "--base-url", url]
    process = subprocess.Popen(  # noqa: S603 - our own suite
        [*command, "--report", str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    until = time.monotonic() + 60
    while server.requests < 30 and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 2, output[-2000:]
    assert json.loads((tmp_path / "contract.json").read_text())["conforms"] == "undecided"


class FailsOnce:
    """A server that answers 500 to one valid create and never again."""

    def __init__(self, server: MockServer) -> None:
        self.server = server
        self.failed = False

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        """Pass a request on, and the answer but for the first acceptance."""

        async def change(message: Any) -> None:
            if not self.failed and message.get("status") == 200:
                self.failed, message["status"] = True, 500
            await send(message)

        await self.server(scope, receive, change)


def test_what_fails_once_is_found_though_it_does_not_fail_again(suite: Suite, switch: Switch) -> None:
    switch.app = FailsOnce(MockServer(SPEC))
    done = suite("-k", "fuzzed", "--examples", "10")
    assert done.returncode == 1, done.stdout
    assert "DOES NOT CONFORM" in done.stdout
    assert "no-crash" in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.exhaustive
def test_what_is_paid_for_once_is_found_though_it_is_not_tried_again(suite: Suite, switch: Switch) -> None:
    switch.app = MockServer(SPEC, changes=changes(fault="everything-accepted"))
    done = suite("-k", "fuzzed", "--examples", "10", "--max-paid", "300")
    assert done.returncode == 1, done.stdout
    assert "DOES NOT CONFORM" in done.stdout
    assert "Flaky" not in done.stdout


@pytest.mark.exhaustive
def test_what_could_not_fail_the_server_leaves_nothing_undecided(suite: Suite, switch: Switch) -> None:
    switch.app = MockServer(SPEC, changes=changes(fault="body-nan-accepted"))
    done = suite("--max-paid", "26")
    assert done.returncode == 0, done.stdout
    assert "not run" in done.stdout  # other words of JavaScript, since one was taken and paid for
    assert "CONFORMS at basis documented" in done.stdout


def test_a_crash_on_what_is_no_request_costs_nothing(suite: Suite, switch: Switch) -> None:
    switch.app = MockServer(SPEC, changes=changes(fault="crash-body-empty"))
    done = suite("--max-paid", "5", "-k", "protocol")
    assert done.returncode == 1, done.stdout
    assert "1 accepted and charged for\n" in done.stdout.replace(" (at most 5)", "")  # the first contact

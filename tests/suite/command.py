"""The suite as a command, in front of a server that counts what it accepts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clausewise.mock_server import MockServer, Switch, running
from clausewise.spec import Spec

SUITE = Path(__file__).resolve().parents[2] / "contract_tests"
Suite = Callable[..., subprocess.CompletedProcess[str]]


SPEC = Spec.load()
#: What makes a run shorter, and is not what most tests are about: no search for pairs, and few examples of fuzzing in
#: runs that have any, which those with a limit have not.
ONCE_EACH = ("--strength", "1")
FEW = (*ONCE_EACH, "--examples", "4")
IN_CI = ("CI", "BUILD_NUMBER")  # with one of them pytest's summary repeats each message in full


@pytest.fixture
def switch() -> Switch:
    return Switch(MockServer(SPEC))


@pytest.fixture
def server(switch: Switch) -> MockServer:
    assert isinstance(switch.app, MockServer)
    return switch.app


@pytest.fixture
def url(switch: Switch) -> Iterator[str]:
    with running(switch) as found:
        yield found


@pytest.fixture
def suite(url: str) -> Suite:
    def start(*arguments: str, base_url: str = url) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pytest", str(SUITE), "-q", "-p", "no:cacheprovider"]
        limited = any(argument.startswith(("--max-paid", "--max-spend")) for argument in arguments)
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PYTEST_") and name not in IN_CI
        }
        return subprocess.run(  # noqa: S603 - our own suite
            [*command, "--base-url", base_url, *(ONCE_EACH if limited else FEW), *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            env=environment,
            check=False,
        )

    return start

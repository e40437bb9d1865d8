"""A canary key is searched for in everything that the suite prints and writes, whatever a server does with it."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausewise.mock_server import MockServer, running
from clausewise.spec import Spec
from tests.hostile.driver import KEY
from tests.hostile.leaks import leaks
from tests.hostile.server import End, HostileServer
from tests.raw_server import Received
from tests.secrets.canary import Run, echoing


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(("--record=record.har",), marks=pytest.mark.exhaustive),
        ("--record=record.har", "--basis=assumed"),
        pytest.param(("-n2",), marks=pytest.mark.exhaustive),
    ],
)
def test_a_server_that_echoes_the_key_gets_it_into_no_output(more: tuple[str, ...], tmp_path: Path) -> None:
    with HostileServer(echoing) as server:
        run = Run(tmp_path, f"--base-url={server.url}", "--max-paid=5", "--timeout=0.5", *more)
        printed = run.end()
        assert any(request.key == KEY for request in server.received)
    assert run.process.returncode == 1, printed[-2000:]
    assert "the API key stands in" in printed
    assert "no-secrets" in json.loads((tmp_path / "report" / "contract.json").read_text())["clauses"]
    assert (tmp_path / "record.har").exists() == ("-n2" not in more)
    assert run.leaks(printed) == {}


@pytest.mark.exhaustive
@pytest.mark.parametrize("more", [(), ("-n2",)])
def test_a_run_against_a_correct_server_writes_no_key(more: tuple[str, ...], tmp_path: Path) -> None:
    with running(MockServer(Spec.load(), keys=frozenset([KEY]))) as url:
        run = Run(tmp_path, f"--base-url={url}", *more)
        printed = run.end()
    assert run.process.returncode == 0, printed[-2000:]
    assert run.leaks(printed) == {}


@pytest.mark.parametrize("option", ["--collect-only", "--plan"])
def test_a_plan_shows_no_key(option: str, tmp_path: Path) -> None:
    run = Run(tmp_path, "--base-url=http://127.0.0.1:9", option)
    printed = run.end()
    assert run.process.returncode == 0, printed[-2000:]
    assert re.search("key.cut.by.one", printed)
    assert run.leaks(printed) == {}


@pytest.mark.parametrize(("times", "timeout"), [(1, 2), (2, 60)])
def test_an_interrupted_run_writes_no_key(times: int, timeout: int, tmp_path: Path) -> None:
    """Once, the answer under way is waited for; at the second time the frames of the request are on the stack."""

    def silent(_: Received) -> Iterator[bytes | float | End]:
        yield End.HANG

    with HostileServer(silent) as server:
        run = Run(tmp_path, f"--base-url={server.url}", "--max-paid=5", f"--timeout={timeout}", "--record=record.har")
        while not server.received:
            time.sleep(0.05)
            assert run.process.poll() is None
        for _ in range(times):
            time.sleep(0.2)
            run.process.send_signal(signal.SIGINT)
        printed = run.end()
    assert run.process.returncode == 2, printed[-2000:]
    assert "KeyboardInterrupt" in printed
    assert run.leaks(printed) == {}


@pytest.mark.parametrize("key", [KEY, "SKCANARY5XW9ZQLM3RT7YB1KD8"])
def test_a_key_in_the_place_of_its_variable_is_not_shown(key: str, tmp_path: Path) -> None:
    run = Run(tmp_path, "--base-url=http://127.0.0.1:9", "--max-paid=0", key_env=key)
    printed = run.end()
    assert run.process.returncode == 4
    assert "the environment variable that --api-key-env names is not set" in printed
    assert leaks(key, printed) == []
    assert run.leaks(printed) == {}

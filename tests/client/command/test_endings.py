"""The shell command that is interrupted, or whose output nobody takes, tells what was paid."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import video_generations_client
from video_generations_client.cli import main as command
from video_generations_client.cli.arguments import parser
from video_generations_client.testing import ContractServer

from tests.client.answers import GOOD, UUID, record
from tests.client.command.conftest import CREATE, QUICK, Run
from tests.client.scripted_server import Act, ScriptedServer, answer


def test_text_of_a_server_controls_no_terminal(run: Run) -> None:
    evil = answer(200, {**record("FAILURE", fail_reason="\x1b[2J\x9bno"), "task_id": UUID})
    with ScriptedServer([GOOD, evil]) as server:
        for more in ([], ["--json"]):
            code, out, err = run(*CREATE, "--wait", *QUICK, "--base-url", server.url, *more)
            assert code == 5
            assert "\x1b" not in out + err
            assert "\x9b" not in out + err


SIGNALS = [signal.SIGINT, signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.exhaustive)]


def test_under_nohup_a_closed_terminal_ends_nothing() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with command._told_of_termination():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("sent", SIGNALS)
def test_an_interruption_tells_what_was_paid(sent: signal.Signals, server: ContractServer) -> None:
    server.next("stuck")
    before = signal.signal(sent, lambda *_: None)  # the program would inherit that it is ignored, as under nohup
    with subprocess.Popen(  # noqa: S603 - the command is made here
        [sys.executable, "-m", "video_generations_client", *CREATE, "--wait", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        signal.signal(sent, before)
        assert program.stderr is not None
        assert program.stderr.readline().startswith("task ")
        program.send_signal(sent)
        out, err = program.communicate(timeout=30)
    assert program.returncode == 130
    (task_id,) = server._tasks
    assert json.loads(out)["task_id"] == task_id
    assert "interrupted" in err
    assert task_id in err
    assert "Traceback" not in err


def test_who_stops_reading_does_not_stop_what_is_paid(server: ContractServer) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(  # noqa: S603 - the command is made here
        [sys.executable, "-m", "video_generations_client", *CREATE, "--wait", *QUICK],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


def test_a_silent_server_leaves_the_name_unknown(run: Run, server: ContractServer) -> None:
    with ScriptedServer([Act(then="hang")]) as silent:
        where = ["--base-url", silent.url, "--timeout", "0.3", "--once", "n"]
        assert [run(*CREATE, *where)[0] for _ in range(2)] == [4, 4]
        assert silent.posts == 1


def test_the_command_is_that_of_the_distribution() -> None:
    project = Path(video_generations_client.__file__).parents[1] / "pyproject.toml"
    scripts = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts == {parser().prog: "video_generations_client.cli.main:main"}


def test_a_task_that_cannot_be_read_any_more_goes_on(run: Run) -> None:
    with ScriptedServer([GOOD, answer(401, {"code": "invalid_token"})]) as server:
        code, out, _ = run(*CREATE, "--wait", *QUICK, "--base-url", server.url, "--json")
        assert code == 6
        assert json.loads(out)["task_id"] == UUID
        assert run("get", UUID, "--base-url", server.url)[0] == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux, to which nothing can be written")
def test_a_result_that_cannot_be_printed_is_told_elsewhere(
    server: ContractServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr("sys.stdout", full)
        code, _, err = run(*CREATE)
    (task_id,) = server._tasks
    assert code == 0
    assert f"standard output cannot be written (No space left on device). It is: {task_id}\n" in err


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_stream_that_is_closed_costs_nothing(
    name: str, server: ContractServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"sys.{name}", None)
    code, out, err = run(*CREATE, "--wait", *QUICK)
    assert code == 0
    assert next(iter(server._tasks)) in out + err

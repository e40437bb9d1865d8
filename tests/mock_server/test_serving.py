"""The mock server runs on uvicorn: in the background of a test, and as a command."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest
import requests

from clausewise.cli import mock as serve_mock
from clausewise.mock_server import MockServer, Switch, running
from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.server import BODY_LIMIT
from clausewise.spec import Spec
from tests.mock_server.conftest import CREATE, PLAIN
from tests.mock_server.mock_process import served


def test_a_running_server_answers_and_is_gone_after_its_context(server: MockServer) -> None:
    with running(server) as url:
        assert requests.post(url + CREATE, json=PLAIN, timeout=5).status_code == 200
        assert requests.head(url + CREATE, timeout=5).headers["allow"] == "POST"
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)


def test_the_application_behind_a_running_server_can_be_changed(spec: Spec) -> None:
    first, second = MockServer(spec), MockServer(spec)
    switch = Switch(first)
    with running(switch) as url, requests.Session() as session:
        session.post(url + CREATE, json=PLAIN, timeout=5)
        switch.app = second
        session.post(url + CREATE, json=PLAIN, timeout=5)
    assert (first.accepted, second.accepted) == (1, 1)


def test_a_body_over_the_limit_is_refused_with_413(server: MockServer) -> None:
    with running(server) as url, requests.Session() as session:
        headers = {"content-type": "application/json"}
        answer = session.post(url + CREATE, data=b" " * (BODY_LIMIT + 1), headers=headers, timeout=20)
        assert answer.status_code == 413
        assert "bytes" in answer.json()["message"]
        assert session.post(url + CREATE, json=PLAIN, timeout=5).status_code == 200


@pytest.mark.parametrize(
    "broken",
    [
        Answer(200, b'{"task_id": "a"}', dropped="headers"),
        Answer(200, b'{"task_id": "a"}', dropped="body"),
        Answer(200, raw=b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}"),
        Answer(200, raw=b"HTTP/1."),
    ],
)
def test_a_broken_answer_is_broken_on_the_wire(server: MockServer, broken: Answer) -> None:
    server.steps.answer = lambda _: broken
    with running(server) as url, pytest.raises(requests.RequestException):
        requests.post(url + CREATE, json=PLAIN, timeout=5)


def test_stopping_does_not_wait_for_a_slow_answer(server: MockServer) -> None:
    server.steps.answer = lambda _: Answer(200, delay=30)
    with running(server) as url, pytest.raises(requests.Timeout):
        requests.post(url + CREATE, json=PLAIN, timeout=0.2)
    assert server.requests == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_a_signal_and_exits_0(number: signal.Signals) -> None:
    with served("--port", "0", "--api-key-env", "MOCK_KEY", MOCK_KEY="right") as (process, url):
        assert requests.post(url + CREATE, json=PLAIN, timeout=5).status_code == 200
        wrong = {"authorization": "Bearer wrong"}
        assert requests.post(url + CREATE, json=PLAIN, headers=wrong, timeout=5).status_code == 401
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fault", "no-such-fault"], "no fault 'no-such-fault'"),
        (["--variant", "no-such-variant"], "no variant"),
        (["--spec", "missing.yaml"], "missing.yaml"),
        (["--api-key-env", "MOCK_KEY_THAT_IS_NOT_SET"], "the environment variable that --api-key-env names is not set"),
        (["--host", "no.such.host.invalid"], "--host no.such.host.invalid: "),
        (["--host", "192.0.2.1"], "--host 192.0.2.1: "),
        (["--host", "a" * 64], "give an address of this machine"),
    ],
)
def test_what_cannot_be_served_is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert serve_mock.main(arguments) == 2
    errors = capsys.readouterr().err
    assert said in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize("pace", ["nan", "inf", "-1", "soon"])
def test_a_pace_at_which_no_task_ends_is_refused(capsys: pytest.CaptureFixture[str], pace: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        serve_mock.main(["--pace", pace])
    assert stopped.value.code == 2
    assert "--pace" in capsys.readouterr().err


def test_a_port_in_use_is_one_line_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert serve_mock.main(["--port", str(port)]) == 2
    errors = capsys.readouterr().err
    assert f"port {port}" in errors
    assert errors.count("\n") == 1


def test_a_fault_that_needs_a_key_says_so() -> None:
    with served("--port", "0", "--fault", "key-wrong-accepted") as (process, _):
        assert process.stderr is not None
        assert "--api-key-env" in process.stderr.readline()


def test_a_request_target_with_a_query_is_read_apart_from_it(server: MockServer) -> None:
    sent = Request(
        "POST", CREATE.encode(), b"a=1", {b"content-type": b"application/json"}, b'{"prompt":"a","model":"sora-2"}'
    )
    assert server.answer(sent).status == 200


def test_the_spec_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert MockServer(Spec.load()).routes.find(CREATE.encode()) is not None


@pytest.mark.parametrize("failure", [OSError("no sockets today"), SystemExit(1)])
def test_a_server_that_does_not_start_says_so_in_one_line(
    failure: BaseException, server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uvicorn leaves with SystemExit; nobody gets an address at which nothing answers."""

    async def startup(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr("uvicorn.Server.startup", startup)
    with pytest.raises(RuntimeError, match="the mock server has not started: ") as refused, running(server):
        pytest.fail("the context was entered")
    assert len(str(refused.value).splitlines()) == 1

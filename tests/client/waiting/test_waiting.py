"""Waiting ends when the task does, in the caller's time, and bears what passes."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from video_generations_client import (
    AsyncVideoGenerations,
    AuthenticationError,
    NotFound,
    NotSent,
    OutcomeUnknown,
    Task,
    TaskFailed,
    UnexpectedAnswer,
)

from tests.client.answers import (
    AS_HTML,
    DONE,
    HTML,
    IN_PROGRESS,
    enveloped,
    gateway,
    record,
    retry_after,
    task_layer,
)
from tests.client.conftest import Both
from tests.client.scripted_server import Act, ScriptedServer, answer


def test_a_wait_reads_until_the_success(both: Both, serve: Callable[..., ScriptedServer], slept: list[float]) -> None:
    server = serve(answer(200, record("NOT_START")), IN_PROGRESS, answer(200, enveloped("QUEUED")), DONE)
    assert both.wait("t").output == "https://v.example/1.mp4"
    assert server.gets == 4
    assert len(slept) == 3
    assert all(27 <= seconds <= 33 for seconds in slept), "30 seconds, give or take a tenth"
    assert len(set(slept)) == 3


def test_create_and_wait_sends_one_post_and_first_waits(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    server = serve(answer(200, {"task_id": "t"}), IN_PROGRESS, DONE)
    seen: list[str | None] = []
    task = both.create_and_wait(
        prompt="p", model="sora-2", interval=10, wait_timeout=100, on_progress=lambda task: seen.append(task.status)
    )
    assert task.output == "https://v.example/1.mp4"
    assert [request.method for request in server.received] == ["POST", "GET", "GET"]
    assert server.received[0].json == {"prompt": "p", "model": "sora-2"}
    assert seen == ["IN_PROGRESS", "SUCCESS"]
    assert len(slept) == 2


def test_a_failure_raises_its_reason(both: Both, serve: Callable[..., ScriptedServer], slept: list[float]) -> None:
    server = serve(IN_PROGRESS, answer(200, enveloped("FAILURE", fail_reason="content filter", progress="100%")))
    with pytest.raises(TaskFailed, match="Task t failed: content filter") as caught:
        both.wait("t")
    assert caught.value.fail_reason == "content filter"
    assert caught.value.task.status == "FAILURE"
    assert server.gets == 2


def test_a_failure_beside_an_error_ends_the_wait(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(answer(200, record("FAILURE", fail_reason="content filter", error={"message": "x", "code": "y"})))
    with pytest.raises(TaskFailed, match="content filter"):
        both.wait("t")


@pytest.mark.parametrize("data", [None, {}, {"output": ""}, {"output": 5}, "soon"])
def test_a_success_without_output_shows_the_record(both: Both, serve: Callable[..., ScriptedServer], data: Any) -> None:
    serve(answer(200, record("SUCCESS", data=data, platform="sora")))
    with pytest.raises(UnexpectedAnswer, match=r"no output.*'platform': 'sora'") as caught:
        both.wait("t")
    assert caught.value.task_id == "t"


def test_an_unknown_status_is_not_an_end_and_is_reported_once(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "video_generations_client")
    odd = answer(200, record("COMPLETED_SOON"))
    serve(odd, odd, IN_PROGRESS, answer(200, record("UNKNOWN")), DONE)
    assert both.wait("t").succeeded
    assert [entry.getMessage() for entry in caplog.records] == [
        "Task t: unknown status 'COMPLETED_SOON', taken for not finished"
    ]


@pytest.mark.parametrize(
    "passing",
    [gateway(500, "x"), answer(524, b""), Act(then="reset"), gateway(503, "no_channel"), gateway(429, "too_fast")],
    ids=["500", "524", "reset", "503", "429"],
)
def test_a_read_that_fails_in_passing_does_not_end_the_wait(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float], passing: Act
) -> None:
    """The task goes on and is paid; one bad poll must not lose it."""
    server = serve(IN_PROGRESS, passing, passing, passing, passing, passing, DONE)
    assert both.wait("t").succeeded
    assert server.gets == 7
    assert server.posts == 0


def test_a_page_in_place_of_a_record_does_not_end_the_wait(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    page = answer(200, HTML, headers=AS_HTML)
    server = serve(page, page, IN_PROGRESS, page, page, gateway(500, "x"), page, DONE)
    assert both.wait("t").succeeded
    assert server.gets == 8


def test_pages_and_nothing_else_end_the_wait(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    server = serve(answer(200, HTML, headers=AS_HTML))
    with pytest.raises(UnexpectedAnswer, match="Attention Required") as caught:
        both.wait("t")
    assert caught.value.task_id == "t"
    assert server.gets == 3


def test_a_task_just_started_may_be_unknown_for_a_moment(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    unknown = task_layer(400, "task_not_exist")
    server = serve(answer(200, {"task_id": "t"}), unknown, unknown, DONE)
    assert both.create_and_wait(prompt="p", model="sora-2").succeeded
    assert (server.posts, server.gets) == (1, 3)
    server = serve(unknown)
    with pytest.raises(NotFound):
        both.wait("t")
    assert server.gets == 1, "it has not only just been started"


def test_a_refused_certificate_ends_a_wait_at_once(both: Both, slept: list[float]) -> None:
    sent = []

    def transport(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise httpx.ConnectError("refused") from ssl.SSLCertVerificationError("self-signed certificate")

    both.transport = transport
    both.options["base_url"] = "https://127.0.0.1:9"
    with pytest.raises(NotSent) as caught:
        both.wait("t")
    assert (len(sent), slept) == (1, [])
    assert caught.value.task_id == "t"


def test_a_wait_ends_at_once_when_the_key_is_refused(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    server = serve(IN_PROGRESS, gateway(401, "invalid_token"))
    with pytest.raises(AuthenticationError) as caught:
        both.wait("t")
    assert caught.value.task_id == "t"
    assert server.gets == 2


def test_the_asynchronous_client_runs_under_trio_too() -> None:
    trio = pytest.importorskip("trio", reason="trio is in the dependency group 'tests'")
    refused = retry_after(429, "0")

    async def run(url: str) -> Task:
        async with AsyncVideoGenerations(api_key="", base_url=url) as client:
            return await client.create_and_wait(prompt="p", model="sora-2", interval=0.01)

    with ScriptedServer([refused, answer(200, {"task_id": "t"}), IN_PROGRESS, DONE]) as server:
        task: Task = trio.run(run, server.url)
    assert task.succeeded
    assert (server.posts, server.gets) == (2, 2)


def test_an_unknown_create_is_not_waited_for(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(gateway(500, "x"), DONE)
    with pytest.raises(OutcomeUnknown):
        both.create_and_wait(prompt="p", model="sora-2")
    assert (server.posts, server.gets) == (1, 0)

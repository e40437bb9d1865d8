"""Results and reasons of failures are found where servers of other families put them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from video_generations_client import Task, TaskFailed, UnexpectedAnswer, WaitTimedOut

from tests.client.answers import OUTPUT, record
from tests.client.conftest import Both
from tests.client.scripted_server import ScriptedServer, answer

PLACES: list[tuple[str, dict[str, Any]]] = [
    ("/data/output/0", {"data": {"output": [OUTPUT]}}),
    ("/data/video_url", {"data": {"video_url": OUTPUT}}),
    ("/data/url", {"data": {"output": "", "url": OUTPUT}}),
    ("/data", {"data": OUTPUT}),
    ("/output/0", {"output": [OUTPUT, "https://media.example/second.mp4"]}),
    ("/video/url", {"video": {"url": OUTPUT}}),
    ("/video_url", {"video_url": OUTPUT}),
    ("/videos/0/url", {"videos": [{"url": OUTPUT}]}),
    ("/content/video_url", {"content": {"video_url": OUTPUT}}),
    ("/fail_reason", {"fail_reason": OUTPUT}),
]


@pytest.mark.parametrize(("place", "fields"), PLACES)
def test_a_result_at_another_known_place_is_found_with_a_warning(
    place: str,
    fields: dict[str, Any],
    both: Both,
    serve: Callable[..., ScriptedServer],
    caplog: pytest.LogCaptureFixture,
) -> None:
    serve(answer(200, record("SUCCESS", **fields)))
    assert both.wait("t").output == OUTPUT
    assert f"Task t: its output stands at {place}, where" in caplog.text


def test_a_result_at_its_own_place_is_no_warning(
    both: Both, serve: Callable[..., ScriptedServer], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    serve(answer(200, record("SUCCESS", data={"output": OUTPUT, "url": "https://media.example/page"})))
    assert both.wait("t").output == OUTPUT
    assert caplog.records == []


@pytest.mark.parametrize(
    "fields", [{"url": "v.mp4"}, {"url": f"see {OUTPUT} soon"}, {"video": OUTPUT}, {"data": {"url": 5}}, {"output": []}]
)
def test_what_is_no_address_is_no_result_of_another_place(
    fields: dict[str, Any], both: Both, serve: Callable[..., ScriptedServer]
) -> None:
    serve(answer(200, record("SUCCESS", **fields)))
    with pytest.raises(UnexpectedAnswer, match="has no output"):
        both.wait("t")


def test_a_failure_shows_its_reason_in_whatever_word(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(answer(200, record("archived", progress="100%", fail_reason="content filter")))
    with pytest.raises(TaskFailed, match="content filter") as caught:
        both.wait("t")
    assert caught.value.task.status == "archived"


REASONS: list[dict[str, Any]] = [
    *({"error": {"message": "no", "code": "x"}}, {"error": "no"}, {"failure": "no"}, {"error_message": "no"}),
    *({"data": {"fail_reason": "no"}}, {"data": {"error": {"message": "no"}}}, {"fail_reason": "no", "error": "other"}),
]


@pytest.mark.parametrize("fields", REASONS, ids=str)
@pytest.mark.parametrize("word", ["FAILED", "archived"])
def test_a_reason_at_another_known_place_is_found(word: str, fields: dict[str, Any]) -> None:
    task = Task("t", record(word, progress="100%", **fields))
    assert (task.failed, task.fail_reason) == (True, "no")


def test_a_task_that_has_not_failed_has_no_reason_of_another_place() -> None:
    assert Task("t", record("SUCCESS", data={"output": OUTPUT}, error="slow")).fail_reason is None
    assert Task("t", record("IN_PROGRESS", error="one shot is made again")).fail_reason is None


@pytest.mark.parametrize("status", ["FAILED", "archived"])
def test_a_reason_that_nobody_would_look_for_is_in_the_error_with_the_record(
    status: str, both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    serve(answer(200, record(status, progress="100%", why={"words": "content filter"})))
    with pytest.raises((TaskFailed, WaitTimedOut), match="content filter"):
        both.wait("t", interval=0.01, wait_timeout=0.05)


def test_a_record_in_a_message_is_cut(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(answer(200, record("FAILED", more="x" * 100_000)))
    with pytest.raises(TaskFailed) as caught:
        both.wait("t")
    assert 2000 <= len(str(caught.value)) < 2100

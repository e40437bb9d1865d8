"""An end is an end, in whatever words a server tells it, and wherever it puts the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from video_generations_client import Task, UnexpectedAnswer, WaitCancelled, WaitTimedOut, parse_notification
from video_generations_client.contract import Contract, contract, takes_null
from video_generations_client.record import RecordForm

from clausewise.spec import Spec
from tests.client.answers import IN_PROGRESS, OUTPUT, record
from tests.client.conftest import Both
from tests.client.scripted_server import ScriptedServer, answer

FORM = Spec.load().document["components"]["schemas"]["VideoTask"]["x-task"]

FORMS: list[Callable[[str], str]] = [str, str.lower, str.title, lambda word: f" {word}\n"]


@pytest.mark.parametrize("spelt", FORMS, ids=["plain", "lower", "title", "blanks"])
@pytest.mark.parametrize("word", FORM["success"])
def test_a_word_for_success_ends_a_task_in_any_letters(word: str, spelt: Callable[[str], str]) -> None:
    task = Task("t", record(spelt(word), data={"output": OUTPUT}))
    assert (task.succeeded, task.failed, task.finished, task.output) == (True, False, True, OUTPUT)


@pytest.mark.parametrize("spelt", FORMS, ids=["plain", "lower", "title", "blanks"])
@pytest.mark.parametrize("word", FORM["failure"])
def test_a_word_for_failure_ends_a_task_in_any_letters(word: str, spelt: Callable[[str], str]) -> None:
    task = Task("t", record(spelt(word), fail_reason="no"))
    assert (task.succeeded, task.failed, task.finished, task.fail_reason) == (False, True, True, "no")


@pytest.mark.parametrize(
    ("status", "fields", "end"),
    [
        ("ARCHIVED", {"progress": "100%", "data": {"output": OUTPUT}}, "success"),
        ("ARCHIVED", {"progress": "100%", "data": None, "fail_reason": "no"}, "failure"),
        ("IN_PROGRESS", {"progress": "100%", "data": {"output": OUTPUT}}, "success"),
        ("ARCHIVED", {"progress": 100, "url": OUTPUT}, "success"),
        ("ARCHIVED", {"progress": "100 %", "data": {"output": OUTPUT}, "fail_reason": "none"}, "success"),
        ("ARCHIVED", {"progress": "99%", "data": {"output": OUTPUT}}, None),
        ("IN_PROGRESS", {"progress": "40%", "fail_reason": "one shot is made again"}, None),
        ("ARCHIVED", {"progress": "100%"}, None),
        ("ARCHIVED", {"progress": None, "data": {"output": OUTPUT}}, None),
        ("NOT_START", {"progress": "0%"}, None),
        ("FAILURE", {"progress": "100%", "data": {"output": OUTPUT}}, "failure"),
        ("COMPLETING", {"progress": "90%"}, None),
    ],
)
def test_a_record_that_is_whole_has_ended_whatever_its_word(
    status: str, fields: dict[str, Any], end: str | None, both: Both, serve: Callable[..., ScriptedServer]
) -> None:
    serve(answer(200, record(status, **fields)))
    task = both.get("t")
    assert (task.succeeded, task.failed) == (end == "success", end == "failure")


@pytest.mark.parametrize(
    ("progress", "percent"),
    [
        *(
            ("0%", 0.0),
            ("40%", 40.0),
            ("100%", 100.0),
            ("7.5%", 7.5),
            ("7,5 %", 7.5),
            ("12", 12.0),
            (" 12 % ", 12.0),
            (33, 33.0),
        ),
        *((0.5, 0.5), ("", None), ("soon", None), ("40%%", None), (None, None), (True, None), (float("nan"), None)),
    ],
)
def test_the_percent_of_a_task_is_a_number(progress: Any, percent: float | None) -> None:
    assert Task("t", {"progress": progress}).percent == percent


@pytest.mark.parametrize("envelope", [list, lambda records: {"code": "success", "data": records}], ids=["bare", "data"])
def test_the_record_is_found_in_a_list_of_records(
    envelope: Callable[[list[Any]], Any], both: Both, serve: Callable[..., ScriptedServer]
) -> None:
    other = {**record("FAILED", fail_reason="no"), "task_id": "u"}
    serve(answer(200, envelope([None, other, record("SUCCESS", data={"output": OUTPUT})])))
    assert both.get("t").output == OUTPUT
    serve(answer(200, envelope([other])))
    with pytest.raises(UnexpectedAnswer):
        both.get("t")


def test_a_wait_that_is_over_carries_the_last_record(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    serve(answer(200, record("IN_PROGRESS", progress="73%")), answer(500))
    with pytest.raises(WaitTimedOut) as caught:
        both.wait("t", interval=0.01, wait_timeout=0.2)
    assert caught.value.task is not None
    assert caught.value.task.percent == 73
    serve(answer(500))
    with pytest.raises(WaitTimedOut) as caught:
        both.wait("t", interval=0.01, wait_timeout=0.05)
    assert caught.value.task is None


def test_a_wait_that_is_cancelled_carries_the_last_record(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    import threading

    serve(IN_PROGRESS)
    event = threading.Event()
    with pytest.raises(WaitCancelled) as caught:
        both.wait("t", interval=0.01, cancel=event, on_progress=lambda _: event.set())
    assert caught.value.task is not None
    assert caught.value.task.percent == 40


def test_a_notification_ends_in_the_same_words() -> None:
    assert parse_notification({"task_id": "t", "status": "Completed", "video_url": OUTPUT}).output == OUTPUT
    assert parse_notification({"task_id": "t", "status": "error", "fail_reason": "no"}).failed


def test_the_words_are_those_of_the_spec() -> None:
    known: Contract = contract()
    assert known.record.success == {word.lower() for word in FORM["success"]}
    assert known.record.unfinished == {"not_start", "submitted", "queued", "in_progress", "unknown"}


def test_without_a_form_of_records_nothing_ends() -> None:
    form = RecordForm.of({})
    assert form.end(record("SUCCESS", data={"output": OUTPUT})) is None
    assert form.result(record("SUCCESS")) == (None, ())


@pytest.mark.parametrize(
    ("node", "takes"),
    [
        *((True, True), (False, False), ({}, True), ({"type": "string"}, False), ({"type": ["string", "null"]}, True)),
        *(({"enum": ["a", None]}, True), ({"enum": ["a"]}, False), ({"const": None}, True), ({"const": 5}, False)),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, True),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, False),
        ({"allOf": [{"type": "string"}]}, False),
        ({"$ref": "#/$defs/Text"}, False),
        ({"$ref": "#/$defs/Any"}, True),
    ],
)
def test_a_schema_says_whether_null_is_a_value(node: Any, takes: bool) -> None:  # noqa: FBT001 - a row of the table
    assert takes_null(node, {"$defs": {"Text": {"type": "string"}, "Any": {}}}) is takes


def test_none_for_an_optional_field_means_that_it_is_not_given(
    both: Both, serve: Callable[..., ScriptedServer]
) -> None:
    server = serve(answer(200, {"task_id": "t"}))
    both.create(prompt="p", model="sora-2", duration=None, hd=None, images=None, extra={"x_level": None})
    assert server.received[0].json == {"prompt": "p", "model": "sora-2", "x_level": None}

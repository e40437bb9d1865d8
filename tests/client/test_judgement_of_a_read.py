"""The answer to a read: a record, an error, or that of another task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from video_generations_client import (
    InvalidRequest,
    NoAnswer,
    NotFound,
    ServerError,
    Task,
    UnexpectedAnswer,
    VideoGenerationsError,
)
from video_generations_client.answer import Answer
from video_generations_client.judgement import record, unwrapped

from tests.client.answers import came
from tests.client.judging import failed


def of_read(answer: Answer, task_id: str = "t") -> tuple[type[VideoGenerationsError], str, str | None]:
    error = failed(lambda: record(answer, task_id))
    return type(error), str(error), error.task_id


RECORD = {"task_id": "t", "status": "QUEUED"}

NESTED = {**RECORD, "data": {**RECORD, "task_id": "u"}}


@pytest.mark.parametrize("status", [200, 299])
@pytest.mark.parametrize("body", [RECORD, {"code": "success", "data": RECORD}])
def test_a_record_is_read_plain_and_in_an_envelope(status: int, body: dict[str, Any]) -> None:
    task: Task = record(came(status, body, x_request_id="r-7"), "t")
    assert (task.task_id, task.raw) == ("t", RECORD)
    assert task.response is not None
    assert task.response.request_id == "r-7"


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (came(199, RECORD), UnexpectedAnswer, None),
        (came(300, RECORD), UnexpectedAnswer, None),
        (came(399, {"code": "x"}), UnexpectedAnswer, "The server answered 399 (x)"),
        (came(400, {"code": "x"}), InvalidRequest, "The server answered 400 (x)"),
        (came(404, {"code": "x"}), NotFound, None),
        (came(408, {"code": "x"}), ServerError, "The server answered 408 (x)"),
        (came(500, {"code": "x"}), ServerError, "The server answered 500 (x)"),
        (came(200, RECORD, cut="lost"), NoAnswer, None),
        (came(200, {"code": "x"}, cut="lost"), NoAnswer, None),
        (came(200, {"code": "odd", "message": "no"}), ServerError, "The server answered 200 (odd: no)"),
        (came(200, {"code": "not_found"}), NotFound, "The server answered 200 (not_found)"),
        (came(200, [1]), UnexpectedAnswer, "The server answered with no record of a task: 200 ([1])"),
    ],
)
def test_what_is_no_record_is_told_apart(answer: Answer, kind: type[VideoGenerationsError], said: str | None) -> None:
    found, told, task_id = of_read(answer)
    assert (found, task_id) == (kind, "t")
    assert said is None or told == said


def test_a_record_that_breaks_off_is_told_in_full() -> None:
    said = "The answer did not come in whole: 200 (no body; the body breaks off, lost)"
    assert of_read(came(200, b"", cut="lost")) == (NoAnswer, said, "t")


def test_the_record_of_another_task_is_told_in_full() -> None:
    said = 'The server answered with the record of another task: 200 ({"task_id": "t", "status": "QUEUED"})'
    assert of_read(came(200, RECORD), "other") == (UnexpectedAnswer, said, "other")


@pytest.mark.parametrize(
    ("told", "asked", "same"),
    [
        *(("t-1", "t-1", True), ("T-1", "t-1", True), ("sora-2:t1", "t1", True), ("t1", "sora-2:t1", True)),
        *(("sora-2:T1", "t1", True), ("t1", "SORA-2:T1", True), ("xt1", "t1", False), ("t1x", "t1", False)),
        *(("t1", "9t1", False), ("a", "b", False), ("t1:sora", "t1", False), ("ß:t1", "SS:t1", True)),
        *(("x-t2-y", "y", True), ("x-at1", "t1", False), ("a:xt1", "t1", False)),
    ],
)
def test_two_ids_are_of_one_task(told: str, asked: str, same: bool) -> None:  # noqa: FBT001 - a row of the table
    answer = came(200, {"task_id": told, "status": "QUEUED"})
    if same:
        assert record(answer, asked).task_id == asked
    else:
        assert of_read(answer, asked)[0] is UnexpectedAnswer


@pytest.mark.parametrize(
    ("data", "found"),
    [
        *((RECORD, RECORD), ({"data": RECORD}, RECORD), (NESTED, NESTED)),
        *((None, None), ([RECORD], None), ({"data": [RECORD]}, None), ({"data": {"data": RECORD}}, None)),
        *(({"task_id": "t"}, None), ({"status": "QUEUED"}, None), ({"task_id": True, "status": "QUEUED"}, None)),
        ({"status": "x", "data": RECORD}, RECORD),
    ],
)
def test_a_record_has_an_id_and_a_status(data: Any, found: Mapping[str, Any] | None) -> None:
    assert unwrapped(data) == found


@pytest.mark.parametrize("place", [lambda listed: listed, lambda listed: {"data": listed}])
def test_in_a_list_of_records_that_of_the_task_is_found(place: Callable[[list[Any]], Any]) -> None:
    other = {**RECORD, "task_id": "other"}
    second = {**RECORD, "status": "SUCCESS"}
    listed = place([5, None, {"task_id": "t"}, other, RECORD, second])
    assert unwrapped(listed, "t") == RECORD
    assert unwrapped(listed, "sora-2:OTHER") == other
    assert unwrapped(listed, "none") is None
    assert unwrapped(listed) is None
    assert record(came(200, listed), "other").raw == other
    assert of_read(came(200, listed), "none")[0] is UnexpectedAnswer

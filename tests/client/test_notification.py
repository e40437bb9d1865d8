"""A notification is read as a record, plain or in an envelope, and anything else is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from video_generations_client import UnexpectedAnswer, parse_notification

from tests.client.answers import (
    enveloped,
    record,
)

JSON = {"Content-Type": "application/json; charset=utf-8"}


@pytest.mark.parametrize("form", [record, enveloped])
@pytest.mark.parametrize(
    "as_received",
    [
        lambda data: json.dumps(data).encode(),
        lambda data: bytearray(json.dumps(data).encode()),
        lambda data: json.dumps(data).encode("utf-8-sig"),
        lambda data: json.dumps(data).encode("utf-16"),
        lambda data: json.dumps(json.dumps(data)),
        lambda data: "\ufeff" + json.dumps(data),
        json.dumps,
        lambda data: data,
    ],
    ids=["bytes", "bytearray", "BOM", "UTF-16", "JSON in a string", "BOM in text", "text", "parsed"],
)
def test_both_forms_of_a_record_are_read(form: Any, as_received: Any) -> None:
    task = parse_notification(as_received(form("SUCCESS", data={"output": "https://v.example/1.mp4"})), JSON)
    assert (task.task_id, task.succeeded, task.output) == ("t", True, "https://v.example/1.mp4")
    task = parse_notification(as_received(form("FAILURE", fail_reason="content filter")))
    assert (task.failed, task.fail_reason) == (True, "content filter")


@pytest.mark.parametrize(
    ("body", "headers", "says"),
    [
        (b"<html></html>", {"content-type": "text/html"}, "declared as text/html"),
        (b"<html></html>", JSON, "not JSON"),
        (b"\xff\xff", JSON, "not JSON"),
        (b"[" * 100_000, JSON, "not JSON"),
        (b"[]", JSON, "no record"),
        (b'"text"', None, "not JSON"),
        (b'{"task_id": "t"}', JSON, "no record"),
        (b'{"status": "SUCCESS"}', JSON, "no record"),
        (b'{"error": {"message": "x"}, "task_id": "t"}', JSON, "no record"),
        (b'{"task_id": null, "status": "SUCCESS"}', JSON, "no record"),
        (b'{"task_id": "", "status": "SUCCESS"}', JSON, "no record"),
        (b'{"task_id": true, "status": "SUCCESS"}', JSON, "no record"),
    ],
)
def test_what_is_no_record_is_refused_and_kept(body: bytes, headers: Any, says: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=says) as caught:
        parse_notification(body, headers)
    assert caught.value.body == body.decode("utf-8", "replace")


def test_an_error_beside_a_failure_does_not_hide_the_failure() -> None:
    task = parse_notification(b'{"error": {"message": "x"}, "task_id": 5, "status": "FAILURE", "fail_reason": "why"}')
    assert (task.task_id, task.failed, task.fail_reason) == ("5", True, "why")


@pytest.mark.parametrize("body", [None, 5, [], [{"task_id": "t", "status": "SUCCESS"}]], ids=repr)
def test_a_body_of_another_type_is_refused(body: Any) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        parse_notification(body)
    assert caught.value.body == ""


def test_a_view_of_memory_is_read() -> None:
    assert parse_notification(memoryview(b'{"task_id": "t", "status": "SUCCESS"}')).succeeded

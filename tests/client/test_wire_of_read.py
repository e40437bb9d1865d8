"""The table of the read: every way in which it can end, and what the client does. Reading again costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from video_generations_client import (
    AuthenticationError,
    InvalidRequest,
    NoAnswer,
    NotFound,
    RateLimited,
    ServerError,
    UnexpectedAnswer,
    VideoGenerationsError,
)

from tests.client.answers import (
    AS_HTML,
    DONE,
    HTML,
    enveloped,
    gateway,
    patience,
    record,
    retry_after,
    task_layer,
)
from tests.client.conftest import Both
from tests.client.scripted_server import Act, ScriptedServer, answer


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    on_the_wire: str
    script: tuple[Act, ...]
    #: The error, or the status that is read.
    leads_to: type[VideoGenerationsError] | str
    gets: int


STATUSES = ["NOT_START", "SUBMITTED", "QUEUED", "IN_PROGRESS", "UNKNOWN", "SUCCESS", "FAILURE", "PAUSED_FOR_REVIEW"]


TABLE = [
    *(Row(f"{status}, flat", (answer(200, record(status)),), status, 1) for status in STATUSES),
    *(Row(f"{status}, in an envelope", (answer(200, enveloped(status)),), status, 1) for status in STATUSES),
    Row("a failure beside an error", (answer(200, record("FAILURE", error={"message": "x"})),), "FAILURE", 1),
    Row("the record of another task", (answer(200, record("SUCCESS", task_id="other")),), UnexpectedAnswer, 1),
    Row("an envelope of another task", (answer(200, enveloped("SUCCESS", task_id="x-t2")),), UnexpectedAnswer, 1),
    Row("a record whose id has a prefix", (answer(200, record("QUEUED", task_id="sora-2:T")),), "QUEUED", 1),
    Row("a record without an id", (answer(200, record("QUEUED", task_id=None)),), UnexpectedAnswer, 1),
    Row("200, nested without end", (answer(200, b'{"task_id": "t", "x": ' + b"[" * 9999),), UnexpectedAnswer, 1),
    Row("500 twice, then the record", (gateway(500, "x"), gateway(500, "x"), DONE), "SUCCESS", 3),
    Row("500 for ever", (gateway(500, "x"),), ServerError, 3),
    Row("504 as HTML, then the record", (answer(504, HTML, headers=AS_HTML), DONE), "SUCCESS", 2),
    Row("520, then the record", (answer(520, b""), DONE), "SUCCESS", 2),
    Row("reset, then the record", (Act(then="reset"), DONE), "SUCCESS", 2),
    Row("closed, then the record", (Act(then="close"), DONE), "SUCCESS", 2),
    Row("read timeout, then the record", (Act(then="hang"), DONE), "SUCCESS", 2),
    Row("read timeout for ever", (Act(then="hang"),), NoAnswer, 3),
    Row("429 with Retry-After, then the record", (retry_after(429, "0"), DONE), "SUCCESS", 2),
    Row("429 that wants an hour", (retry_after(429, "3600"),), RateLimited, 1),
    Row("400 with task_not_exist", (task_layer(400, "task_not_exist"),), NotFound, 1),
    Row("404", (answer(404, b""),), NotFound, 1),
    Row("401", (gateway(401, "invalid_token"),), AuthenticationError, 1),
    Row("400", (task_layer(400, "invalid_request"),), InvalidRequest, 1),
    Row("302", (answer(302, b"", headers=[("Location", "https://other.example/")]),), UnexpectedAnswer, 1),
    Row("200 as HTML", (answer(200, HTML, headers=AS_HTML),), UnexpectedAnswer, 1),
    Row("200, empty", (answer(200, b""),), UnexpectedAnswer, 1),
    Row("200 without a status", (answer(200, {"task_id": "t"}),), UnexpectedAnswer, 1),
    Row("200 with a numeric status", (answer(200, {"task_id": "t", "status": 3}),), UnexpectedAnswer, 1),
    Row("200 with an array of other things", (answer(200, ["t", 5, {}]),), UnexpectedAnswer, 1),
    Row("200 with the record in an array", (answer(200, [record("SUCCESS")]),), "SUCCESS", 1),
    Row("task_not_exist inside a 200", (task_layer(200, "task_not_exist"),), NotFound, 1),
    Row("code 401 inside a 200", (task_layer(200, 401),), AuthenticationError, 1),
    Row("an unknown error inside a 200", (gateway(200, "strange"), DONE), "SUCCESS", 2),
    Row("a body cut short, then the record", (answer(200, record("SUCCESS"), claims=999), DONE), "SUCCESS", 2),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.on_the_wire)
def test_what_the_client_makes_of_an_answer(row: Row, both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(*row.script)
    if isinstance(row.leads_to, str):
        task = both.get("t", timeout=patience(row.script))
        assert task.status == row.leads_to
        assert task.task_id == "t"
        assert task.finished is (row.leads_to in ("SUCCESS", "FAILURE"))
    else:
        with pytest.raises(VideoGenerationsError) as caught:
            both.get("t", timeout=patience(row.script))
        assert type(caught.value) is row.leads_to, caught.value
    assert server.gets == row.gets
    assert server.posts == 0


@pytest.mark.parametrize(
    ("task_id", "target"),
    [
        ("f0aa213c-c09e-4e19-a0e5-c698fe48acf1", "f0aa213c-c09e-4e19-a0e5-c698fe48acf1"),
        ("task_01k8zsy7", "task_01k8zsy7"),
        ("sora-2:task_01k8zsy7", "sora-2%3Atask_01k8zsy7"),
        ("veo3:1756693796-xY/z?a=b#c", "veo3%3A1756693796-xY%2Fz%3Fa%3Db%23c"),
        ("with space & 100%", "with%20space%20%26%20100%25"),
        ("%2F", "%252F"),
        ("..", "%2E%2E"),
        ("任务", "%E4%BB%BB%E5%8A%A1"),
    ],
)
def test_an_id_reaches_the_server_as_it_is(
    both: Both, serve: Callable[..., ScriptedServer], task_id: str, target: str
) -> None:
    server = serve(answer(200, record("SUCCESS", task_id=task_id)))
    assert both.get(task_id).task_id == task_id
    assert server.received[0].target == f"/v2/videos/generations/{target}"


def test_an_id_may_be_a_number_or_lack_its_prefix_in_the_record(
    both: Both, serve: Callable[..., ScriptedServer]
) -> None:
    serve(answer(200, record("QUEUED", task_id=5)), answer(200, record("QUEUED", task_id="task_1")))
    assert both.get("5").task_id == "5"
    assert both.get("sora-2:task_1").task_id == "sora-2:task_1"


def test_a_read_takes_a_task_for_its_id(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(answer(200, {"task_id": "a:b"}), answer(200, record("QUEUED", task_id="a:b")))
    both.get(both.create(prompt="p", model="sora-2"))
    assert server.received[1].target.endswith("/a%3Ab")


@pytest.mark.parametrize("nothing", ["", None, 5, "t\n", "\ud800", "x" * 70_000])
def test_an_invalid_id_is_refused_before_sending(
    both: Both, serve: Callable[..., ScriptedServer], nothing: Any
) -> None:
    server = serve(DONE)
    with pytest.raises(InvalidRequest):
        both.get(nothing)
    assert server.received == []


def test_the_reason_of_a_failure_stands_beside_data(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(answer(200, enveloped("FAILURE", fail_reason="content filter", progress="100%")))
    task = both.get("t")
    assert (task.failed, task.fail_reason, task.output, task.progress) == (True, "content filter", None, "100%")


def test_the_record_is_typed_by_the_generated_model(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(answer(200, record("SUCCESS", data={"output": "https://v.example/1.mp4"}, submit_time=7, more="x")))
    task = both.get("t")
    assert task.output == "https://v.example/1.mp4"
    assert task.record.submit_time == 7
    assert task.record.additional_properties == {"more": "x"}

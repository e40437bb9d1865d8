"""The table of the create: what happened on the wire, what the client did, and how many POSTs left."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from video_generations_client import (
    AuthenticationError,
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    PermissionDenied,
    RateLimited,
    ServerError,
    VideoGenerationsError,
)

from tests.client.answers import (
    AS_HTML,
    GOOD,
    HEAD,
    HTML,
    UUID,
    VALID,
    gateway,
    patience,
    retry_after,
    task_layer,
)
from tests.client.conftest import KEY, Both
from tests.client.scripted_server import Act, ScriptedServer, answer


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    on_the_wire: str
    script: tuple[Act, ...]
    #: The error, or the id of the task that is given back.
    leads_to: type[VideoGenerationsError] | str
    posts: int
    #: The id that the error knows.
    found: str | None = None
    says: str = ""


TABLE = [
    # Accepted.
    Row("200 with a UUID", (GOOD,), UUID, 1),
    Row("200 with a task_ id", (answer(200, {"task_id": "task_01k8zsy7"}),), "task_01k8zsy7", 1),
    Row("200 with a sora-2: id", (answer(200, {"task_id": "sora-2:task_01k8"}),), "sora-2:task_01k8", 1),
    Row("200 with a video_ id", (answer(200, {"task_id": f"video_{UUID}"}),), f"video_{UUID}", 1),
    Row("200 with more fields", (answer(200, {"task_id": "t1", "id": 3, "error": None}),), "t1", 1),
    Row("200 in an envelope", (answer(200, {"code": "success", "message": "", "data": {"task_id": "t2"}}),), "t2", 1),
    Row("200, JSON within a string", (answer(200, '{"task_id": "t3"}'),), "t3", 1),
    Row("201 with an id", (answer(201, {"task_id": "t4"}),), "t4", 1),
    Row("100 Continue, then 200", (Act((b"HTTP/1.1 100 Continue\r\n\r\n", *GOOD.pieces)),), UUID, 1),
    Row("200 in pieces", (Act((HEAD.replace(b"70", b"17"), b'{"task_', b'id":"t5x"}')),), "t5x", 1),
    # Sent, and no answer in whole.
    Row("reset before the headers", (Act(then="reset"),), OutcomeUnknown, 1, says="do not send it again"),
    Row("closed before the headers", (Act(then="close"),), OutcomeUnknown, 1),
    Row("reset within the headers", (Act((b"HTTP/1.1 200 OK\r\nContent-",), "reset"),), OutcomeUnknown, 1),
    Row("no HTTP at all", (Act((b"SSH-2.0-OpenSSH_9.6\r\n\r\n",), "close"),), OutcomeUnknown, 1),
    Row("read timeout before the headers", (Act(then="hang"),), OutcomeUnknown, 1, says="ReadTimeout"),
    Row("read timeout within the body", (Act((HEAD + b'{"task_id":',), "hang"),), OutcomeUnknown, 1),
    Row("reset within the body, id whole", (Act((HEAD, b'{"task_id":"t6",'), "reset"),), OutcomeUnknown, 1, "t6"),
    Row("reset within the body, id cut", (Act((HEAD, b'{"task_id":"t'), "reset"),), OutcomeUnknown, 1),
    Row("body shorter than its length", (answer(200, {"task_id": "t7"}, claims=90),), OutcomeUnknown, 1, "t7"),
    Row(
        "gzip that is none",
        (answer(200, b"not gzip", headers=[("Content-Encoding", "gzip")]),),
        OutcomeUnknown,
        1,
        says="DecodingError",
    ),
    # 5xx: may come after the job was accepted.
    Row("500 after acceptance", (gateway(500, "internal"),), OutcomeUnknown, 1, says="may be accepted and paid"),
    Row("500 with the id", (answer(500, {"code": "x", "data": {"task_id": "t8"}}),), OutcomeUnknown, 1, "t8"),
    Row("500 as HTML", (answer(500, HTML, headers=AS_HTML),), OutcomeUnknown, 1),
    Row("500 named a refusal", (task_layer(500, "quota_not_enough"),), OutcomeUnknown, 1),
    Row("502 as HTML", (answer(502, HTML, headers=AS_HTML),), OutcomeUnknown, 1, says="Attention Required"),
    Row("503 without Retry-After", (gateway(503, "no_channel"),), OutcomeUnknown, 1),
    Row("503 with a Retry-After that is none", (retry_after(503, "soon"),), OutcomeUnknown, 1),
    Row("504", (answer(504, b""),), OutcomeUnknown, 1),
    Row("504 with Retry-After", (retry_after(504, "0"),), OutcomeUnknown, 1),
    Row("520", (answer(520, b""),), OutcomeUnknown, 1),
    Row("524", (answer(524, HTML, headers=AS_HTML),), OutcomeUnknown, 1),
    Row("599", (answer(599, b""),), OutcomeUnknown, 1),
    Row("408 of a gateway", (answer(408, b""),), OutcomeUnknown, 1),
    Row("499 of a gateway", (answer(499, b""),), OutcomeUnknown, 1),
    # Certainly not accepted, and told when to come back.
    Row("503 with Retry-After, then 200", (retry_after(503, "0"), GOOD), UUID, 2),
    Row("503 with Retry-After for ever", (retry_after(503, "0"),), ServerError, 3),
    Row("503 that wants an hour", (retry_after(503, "3600"),), ServerError, 1),
    Row("503 with Retry-After, then a reset", (retry_after(503, "0"), Act(then="reset")), OutcomeUnknown, 2),
    Row("429 with Retry-After, then 200", (retry_after(429, "0"), GOOD), UUID, 2),
    Row("429 with a date, then 200", (retry_after(429, "Wed, 21 Oct 2015 07:28:00 GMT"), GOOD), UUID, 2),
    Row("429 with Retry-After for ever", (retry_after(429, "0"),), RateLimited, 3),
    Row("429 with a date out of range", (retry_after(429, f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT"),), RateLimited, 1),
    Row("429 with Retry-After, then 500", (retry_after(429, "0"), gateway(500, "x")), OutcomeUnknown, 2),
    Row("429 that wants an hour", (retry_after(429, "3600"),), RateLimited, 1),
    Row("429 that wants infinity", (retry_after(429, "inf"),), RateLimited, 1),
    Row("429 without Retry-After", (gateway(429, "rate_limited"),), RateLimited, 1),
    Row("429, the balance is empty", (gateway(429, "insufficient_quota"),), RateLimited, 1),
    # Refused.
    Row(
        "400 of the task layer",
        (task_layer(400, "invalid_request", "hd: pro only"),),
        InvalidRequest,
        1,
        None,
        "hd: pro",
    ),
    Row("400 of the gateway", (gateway(400, "x", "invalid_request_error"),), InvalidRequest, 1),
    Row("400 about the key", (gateway(400, "invalid_api_key"),), AuthenticationError, 1),
    Row("400 as HTML", (answer(400, HTML, headers=AS_HTML),), InvalidRequest, 1),
    Row("400 with an id of its own", (answer(400, {"code": "x", "id": "req-1"}),), InvalidRequest, 1),
    Row("400 with the id of a task", (answer(400, {"code": "x", "task_id": "t0"}),), OutcomeUnknown, 1, "t0"),
    Row("401", (gateway(401, "invalid_token", "authentication_error", "Invalid token"),), AuthenticationError, 1),
    Row("401 with an empty body", (answer(401, b""),), AuthenticationError, 1),
    Row("402", (answer(402, b""),), PermissionDenied, 1),
    Row("403, quota", (task_layer(403, "quota_not_enough", "The quota is used up."),), PermissionDenied, 1),
    Row("403 of a firewall, HTML", (answer(403, HTML, headers=AS_HTML),), PermissionDenied, 1),
    Row("404 as HTML", (answer(404, HTML, headers=AS_HTML),), NotFound, 1),
    Row("405", (answer(405, b"", headers=[("Allow", "GET")]),), InvalidRequest, 1),
    Row("413", (answer(413, HTML, headers=AS_HTML),), InvalidRequest, 1),
    Row("415", (task_layer(415, "unsupported_media_type"),), InvalidRequest, 1),
    Row("422", (task_layer(422, "invalid_request"),), InvalidRequest, 1),
    # A redirect is not followed, and may stand for an accepted request.
    *(
        Row(
            f"{status} redirect",
            (answer(status, b"", headers=[("Location", f"https://other.example/x?key={KEY}")]),),
            OutcomeUnknown,
            1,
            says="redirect to https://other.example/x",
        )
        for status in (301, 302, 303, 307, 308)
    ),
    # 2xx that is not as promised.
    Row("200 as HTML", (answer(200, HTML, headers=AS_HTML),), OutcomeUnknown, 1, says="Attention Required"),
    Row("200, empty", (answer(200, b""),), OutcomeUnknown, 1, says="no body"),
    Row("204", (Act((b"HTTP/1.1 204 No Content\r\n\r\n",)),), OutcomeUnknown, 1),
    Row("200 with truncated JSON, id whole", (answer(200, b'{"task_id": "t9", "sta'),), OutcomeUnknown, 1, "t9"),
    Row("200 with truncated JSON, id cut", (answer(200, b'{"task_id": "t9'),), OutcomeUnknown, 1),
    Row("200 with an integer id", (answer(200, {"task_id": 12345}),), OutcomeUnknown, 1, "12345"),
    Row("200 with a null id", (answer(200, {"task_id": None}),), OutcomeUnknown, 1),
    Row("200 with an empty id", (answer(200, {"task_id": ""}),), OutcomeUnknown, 1),
    Row("200 with a boolean id", (answer(200, {"task_id": True}),), OutcomeUnknown, 1),
    Row("200 without an id", (answer(200, {"created": 1}),), OutcomeUnknown, 1),
    Row("200 with the id elsewhere", (answer(200, {"result": [{"task_id": "t10"}]}),), OutcomeUnknown, 1, "t10"),
    Row("200 with the id named otherwise", (answer(200, {"data": {"taskId": "t12"}}),), OutcomeUnknown, 1, "t12"),
    Row("200 in UTF-16", (answer(200, json.dumps({"task_id": "t13"}).encode("utf-16")),), "t13", 1),
    Row("200 behind a byte order mark", (answer(200, b'\xef\xbb\xbf{"task_id": "t14"}'),), "t14", 1),
    Row("200 with an array", (answer(200, []),), OutcomeUnknown, 1),
    Row("200, nested without end", (answer(200, b'{"task_id": "t15", "x": ' + b"[" * 9999),), OutcomeUnknown, 1, "t15"),
    Row("200, nested deeply", (answer(200, b'{"error": ' + b"[" * 900 + b"]" * 900 + b"}"),), OutcomeUnknown, 1),
    Row("200 that is no UTF-8", (answer(200, b'{"task_id": "\xff\xfe", "x'),), OutcomeUnknown, 1, "\ufffd\ufffd"),
    Row("200 with an error and an id", (answer(200, {"error": "x", "task_id": "t11"}),), OutcomeUnknown, 1, "t11"),
    # An error inside a 200.
    Row("200 with code 400", (task_layer(200, 400),), InvalidRequest, 1),
    Row("200 with code '401'", (task_layer(200, "401"),), AuthenticationError, 1),
    Row("200 with code 429", (task_layer(200, 429),), RateLimited, 1),
    Row("200 with a code of many digits", (task_layer(200, "9" * 5000),), OutcomeUnknown, 1),
    Row("200 with code 500", (task_layer(200, 500),), OutcomeUnknown, 1),
    Row("200 with quota_not_enough", (task_layer(200, "quota_not_enough"),), PermissionDenied, 1),
    Row("200 with error of a known type", (gateway(200, None, "invalid_request_error"),), InvalidRequest, 1),
    Row("200 with an error of no known word", (gateway(200, "strange"),), OutcomeUnknown, 1),
    Row("200, an error within a string", (answer(200, '{"code": 400, "message": "no"}'),), InvalidRequest, 1),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.on_the_wire)
def test_what_the_client_makes_of_an_answer(row: Row, both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(*row.script)
    if isinstance(row.leads_to, str):
        assert both.create(**VALID, timeout=patience(row.script)).task_id == row.leads_to
    else:
        with pytest.raises(VideoGenerationsError) as caught:
            both.create(**VALID, timeout=patience(row.script))
        assert type(caught.value) is row.leads_to, caught.value
        assert caught.value.task_id == row.found
        assert row.says in str(caught.value)
        assert "\n" not in str(caught.value)
        assert KEY not in str(caught.value)
    assert server.posts == row.posts
    assert server.gets == 0


def test_no_row_is_lost_and_none_stands_twice() -> None:
    assert len({row.on_the_wire for row in TABLE}) == len(TABLE) >= 96
    unknown = [row for row in TABLE if row.leads_to is OutcomeUnknown and len(row.script) == 1]
    assert {row.posts for row in unknown} == {1}, "an unknown outcome is never repeated"

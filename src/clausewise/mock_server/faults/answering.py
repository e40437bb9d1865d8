"""Wrong answer: an accepted create that is answered with another status, media type or body."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from clausewise.mock_server.exchange import Answer, Headers, json_answer
from clausewise.mock_server.faults.body_conditions import When, has
from clausewise.mock_server.faults.entry import Change, Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import accepts_as, accepts_with
from clausewise.mock_server.faults.witness_requests import FRESH, pro

FAMILY: Family = "wrong answer"
HTML = (b"content-type", b"text/html; charset=utf-8")
PAGE = b"<!DOCTYPE html><html><body>Welcome</body></html>"


def _fault(name: str, clauses: tuple[str, ...], says: str, change: Change, *witness: Sent) -> Fault:
    return Fault(name, FAMILY, clauses, says, change, witness or (FRESH,))


def _object(name: str, says: str, alter: Callable[[str], Any]) -> Fault:
    return _fault(name, ("accepted-200", "task-id"), says, accepts_as(alter))


def _answer(name: str, says: str, alter: Callable[[Answer], Answer]) -> Fault:
    return _fault(name, ("accepted-200",), says, accepts_with(lambda _, answer: alter(answer)))


def _headers(name: str, says: str, *headers: tuple[bytes, bytes]) -> Fault:
    return _answer(name, says, lambda answer: replace(answer, headers=headers))


def _status(status: int, says: str, *headers: tuple[bytes, bytes]) -> Fault:
    def alter(answer: Answer) -> Answer:
        return replace(answer, status=status, headers=(*answer.headers, *headers))

    return _answer(f"status-{status}", says, alter)


def _body(name: str, says: str, alter: Callable[[bytes], bytes]) -> Fault:
    return _answer(name, says, lambda answer: replace(answer, body=alter(answer.body)))


def _instead(name: str, says: str, body: Any, *clauses: str) -> Fault:
    change = accepts_with(lambda _value, _answer: json_answer(200, body))
    return _fault(name, clauses or ("accepted-200", "task-id"), says, change)


def _only(when: When, alter: Callable[[Answer], Answer]) -> Change:
    return accepts_with(lambda value, answer: alter(answer) if when(value) else answer)


def _page(answer: Answer, headers: Headers = (HTML,)) -> Answer:
    return replace(answer, body=PAGE, headers=headers)


FAULTS: tuple[Fault, ...] = (
    _object("answer-array", "The answer is a list of one.", lambda task: [{"task_id": task}]),
    _object("answer-id-alone", "The answer is the id as a JSON string.", lambda task: task),
    _object(
        "answer-json-in-string", "The answer is JSON inside a JSON string.", lambda task: json.dumps({"task_id": task})
    ),
    _instead("answer-null", "The answer is null.", None),
    _instead("answer-empty-object", "The answer is an empty object.", {}, "task-id"),
    _instead(
        "answer-error-inside",
        "A valid request is answered with an error inside 200.",
        {"code": 400, "message": "invalid request", "data": None},
        "task-id",
        "accepted-200",
    ),
    _instead(
        "answer-gateway-error-inside",
        "A valid request is answered with a gateway error inside 200.",
        {"error": {"message": "No channel", "code": "no_channel"}},
        "task-id",
        "accepted-200",
    ),
    _answer("answer-html", "A valid request is answered with a web page.", _page),
    _answer("answer-html-as-json", "A web page is declared as JSON.", lambda a: _page(a, a.headers)),
    _headers("answer-text-html-header", "The JSON is declared as HTML.", HTML),
    _headers("answer-text-plain-header", "The JSON is declared as plain text.", (b"content-type", b"text/plain")),
    _headers("answer-binary-header", "The JSON is declared as bytes.", (b"content-type", b"application/octet-stream")),
    _headers("answer-no-media-type", "The answer has no Content-Type."),
    _status(201, "A create is answered with 201."),
    _status(202, "A create is answered with 202."),
    _answer("status-204", "A create is answered with 204 and no body.", lambda _: Answer(204, headers=())),
    _status(303, "A create is answered with a redirect to its task.", (b"location", b"/v2/videos/tasks")),
    _status(400, "A valid request is started and answered with 400."),
    _body("answer-empty", "The body of the answer is empty.", lambda _: b""),
    _body("answer-truncated", "The JSON of the answer is cut off.", lambda body: body[:-6]),
    _body("answer-bom", "A byte order mark stands before the JSON.", lambda body: b"\xef\xbb\xbf" + body),
    _body("answer-two-documents", "The JSON comes twice.", lambda body: body + b"\n" + body),
    _body("answer-trailing-text", "Text follows the JSON.", lambda body: body + b"\nDone in 12 ms"),
    _body("answer-single-quotes", "The JSON has single quotes.", lambda body: body.replace(b'"', b"'")),
    _body("answer-not-utf8", "The JSON is UTF-16.", lambda body: body.decode().encode("utf-16")),
    _body("answer-nan", "The JSON has a NaN.", lambda body: body[:-1] + b',"cost":NaN}'),
    _fault(
        "answer-html-for-pro-25",
        ("accepted-200",),
        "Only pro with 25 s is answered with a web page.",
        _only(has(model="sora-2-pro", duration="25"), _page),
        pro(duration="25"),
    ),
)

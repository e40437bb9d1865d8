"""Variants that answer otherwise: other shapes, statuses and ids where the page is silent."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clausewise.mock_server.exchange import Answer, Request, encoded, json_answer
from clausewise.mock_server.faults.entry import Change, Sent, Variant
from clausewise.mock_server.faults.erring import reason
from clausewise.mock_server.faults.mechanisms import (
    accepts_as,
    accepts_with,
    errs_with,
    records_with,
    replies,
)
from clausewise.mock_server.faults.witness_requests import BROKEN, FRESH, READ, UNKNOWN, keyed, typed
from clausewise.mock_server.tasks import Task

if TYPE_CHECKING:
    from clausewise.mock_server.endpoints import Endpoint
    from clausewise.mock_server.server import MockServer


OPTIONS = Sent(None, "OPTIONS", headers=())


def _refusal(name: str, says: str, alter: Callable[[Answer], Answer]) -> Variant:
    return Variant(name, says, errs_with(alter), (BROKEN,))


def _statuses(name: str, says: str, statuses: dict[int, int], *witness: Sent, keys: bool = False) -> Variant:
    change = errs_with(lambda answer: replace(answer, status=statuses[answer.status]), frozenset(statuses))
    return Variant(name, says, change, witness, keys=keys)


def _shaped(value: Callable[[str, int], Any], media_type: bytes = b"application/json") -> Callable[[Answer], Answer]:
    """Refusals in another shape; headers besides the media type stay."""

    def alter(answer: Answer) -> Answer:
        rest = tuple(pair for pair in answer.headers if pair[0] != b"content-type")
        body = value(reason(answer), answer.status)
        raw = body if isinstance(body, bytes) else encoded(body)
        return replace(answer, body=raw, headers=((b"content-type", media_type), *rest) if raw else rest)

    return alter


def _gateway(reason: str, status: int) -> Any:
    return {"error": {"message": reason, "type": "invalid_request_error", "code": str(status)}}


def _named(make: Callable[[], str]) -> Change:
    def change(server: MockServer) -> None:
        server.steps.identify = lambda *_: make()

    return change


def _same_for_equal(server: MockServer) -> None:
    def identify(_: Endpoint, value: Any) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(value, sort_keys=True)))

    server.steps.identify = identify


def _envelope(record: dict[str, Any], _: Task) -> Any:
    return {"code": "success", "message": "", "data": record}


def _with_header(*headers: tuple[bytes, bytes]) -> Change:
    return replies(lambda request, serve: _headed(serve(request), headers))


def _headed(answer: Answer, headers: tuple[tuple[bytes, bytes], ...]) -> Answer:
    names = {name for name, _ in headers}
    return replace(answer, headers=(*(pair for pair in answer.headers if pair[0] not in names), *headers))


def _delayed(request: Request, serve: Callable[[Request], Answer]) -> Answer:
    return replace(serve(request), delay=0.03)


def _options(request: Request, serve: Callable[[Request], Answer]) -> Answer:
    if request.method != "OPTIONS":
        return serve(request)
    return Answer(204, headers=((b"allow", b"OPTIONS, POST"), (b"access-control-allow-origin", b"*")))


def _no_allow(answer: Answer) -> Answer:
    return replace(answer, headers=tuple(pair for pair in answer.headers if pair[0] != b"allow"))


def _unknown_taken(server: MockServer) -> None:
    server.steps.unknown = lambda _, task_id: json_answer(200, {"task_id": task_id, "status": "UNKNOWN"})


def _unknown_404(request: Request, serve: Callable[[Request], Answer]) -> Answer:
    answer = serve(request)
    return replace(answer, status=404) if request.method == "GET" and answer.status == 400 else answer


VARIANTS: tuple[Variant, ...] = (
    Variant("options-answered", "OPTIONS is answered with 204, as browsers want it.", replies(_options), (OPTIONS,)),
    Variant("allow-missing", "405 comes without Allow.", errs_with(_no_allow), (Sent(None, "PUT"),)),
    Variant("unknown-id-known", "Any id is answered with a task of status UNKNOWN.", _unknown_taken, (UNKNOWN,)),
    Variant(
        "records-of-another-family",
        "Records have other words and a number as progress.",
        records_with(lambda record, _: record | {"status": "processing", "progress": 40}),
        (FRESH, READ),
    ),
    _refusal("errors-gateway-shape", "Every refusal has the gateway's shape.", _shaped(_gateway)),
    _refusal(
        "errors-task-shape",
        "Every refusal has the task layer's shape, with a number as code.",
        _shaped(lambda why, status: {"code": status, "message": why, "data": None}),
    ),
    _refusal(
        "errors-plain-text",
        "Refusals are plain text.",
        _shaped(lambda why, _: why.encode("utf-8", "replace"), b"text/plain; charset=utf-8"),
    ),
    _refusal(
        "errors-problem-json",
        "Refusals are problems of RFC 9457.",
        _shaped(
            lambda why, status: {"type": "about:blank", "title": "Refused", "status": status, "detail": why},
            b"application/problem+json",
        ),
    ),
    _refusal("errors-empty", "Refusals have no body.", _shaped(lambda *_: b"")),
    _refusal(
        "errors-html", "Refusals are web pages.", _shaped(lambda *_: b"<html><body>Refused</body></html>", b"text/html")
    ),
    _statuses("invalid-422", "All that is wrong with a request is 422.", {400: 422, 415: 422, 413: 422}, BROKEN),
    _statuses("media-type-400", "Another media type is 400.", {415: 400}, typed("text/plain")),
    _statuses("method-404", "Another method is 404.", {405: 404}, Sent(None, "PUT")),
    _statuses("method-400", "Another method is 400.", {405: 400}, Sent(None, "PUT")),
    _statuses("key-403", "A wrong key is 403.", {401: 403}, keyed("Bearer wrong"), keys=True),
    _statuses("key-400", "A wrong key is 400.", {401: 400}, keyed("Bearer wrong"), keys=True),
    Variant(
        "ids-prefixed",
        "Ids have the form sora-2:task_….",
        _named(lambda: f"sora-2:task_{uuid.uuid4().hex[:24]}"),
        (FRESH,),
    ),
    Variant("ids-video", "Ids have the form video_<uuid>.", _named(lambda: f"video_{uuid.uuid4()}"), (FRESH,)),
    Variant("ids-for-equal-bodies", "Equal requests are answered with the same id.", _same_for_equal, (FRESH, FRESH)),
    Variant(
        "answer-more-fields",
        "The answer to a create has further fields.",
        accepts_as(lambda task: {"task_id": task, "status": "NOT_START", "id": 7}),
        (FRESH,),
    ),
    Variant(
        "answer-charset",
        "Answers name their charset.",
        _with_header((b"content-type", b"application/json; charset=utf-8")),
        (FRESH,),
    ),
    Variant(
        "answer-headers",
        "Answers carry further headers.",
        _with_header((b"x-request-id", b"7"), (b"cache-control", b"no-store")),
        (FRESH,),
    ),
    Variant("records-enveloped", "Records come in an envelope.", records_with(_envelope), (FRESH, READ)),
    Variant(
        "records-bare",
        "Records have an id and a status only.",
        records_with(lambda record, _: {key: record[key] for key in ("task_id", "status")}),
        (FRESH, READ),
    ),
    Variant("answers-later", "Every answer takes 30 ms longer.", replies(_delayed), (FRESH,)),
    Variant("no-keep-alive", "Every answer closes the connection.", _with_header((b"connection", b"close")), (FRESH,)),
    Variant(
        "answer-indented",
        "Answers are indented.",
        accepts_with(lambda _, answer: replace(answer, body=json.dumps(json.loads(answer.body), indent=2).encode())),
        (FRESH,),
    ),
    Variant(
        "unknown-id-404",
        "An unknown id is 404.",
        replies(_unknown_404),
        (UNKNOWN,),
    ),
)

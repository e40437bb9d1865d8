"""Wrong error: refusals outside the two shapes, or with a status of no refusal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from clausewise.mock_server.exchange import Answer, encoded, json_answer
from clausewise.mock_server.faults.body_conditions import text, where
from clausewise.mock_server.faults.entry import Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import answers_to, errs_with
from clausewise.mock_server.faults.witness_requests import BROKEN, keyed, plain, typed

FAMILY: Family = "wrong error"
BAD = frozenset({400})
EVERY = (BROKEN,)
#: Some of the clauses that a server breaks which refuses nothing with a 4xx.
NOT_REFUSED = ("prompt-required", "model-required", "model-enum", "duration-enum", "body-json-object")


def _shape(name: str, says: str, value: Callable[[str], Any], statuses: frozenset[int] = BAD, *witness: Sent) -> Fault:
    """A refusal whose JSON is made from its reason."""

    def alter(answer: Answer) -> Answer:
        return replace(answer, body=encoded(value(reason(answer))))

    return Fault(f"error-{name}", FAMILY, ("error-shape",), says, errs_with(alter, statuses), witness or EVERY)


def _whole(name: str, says: str, alter: Callable[[Answer], Answer], statuses: frozenset[int], *witness: Sent) -> Fault:
    return Fault(f"error-{name}", FAMILY, ("error-shape",), says, errs_with(alter, statuses), witness or EVERY)


def _status(status: int, says: str) -> Fault:
    change = errs_with(lambda answer: replace(answer, status=status), BAD)
    return Fault(f"refusal-{status}", FAMILY, ("refusal-status",), says, change, EVERY)


def reason(answer: Answer) -> str:
    """The reason why a correct server refuses, from its refusal in either shape."""
    value = json.loads(answer.body)
    return str(value["error"]["message"] if "error" in value else value["message"])


def _typed(media_type: bytes) -> Callable[[Answer], Answer]:
    return lambda answer: replace(answer, headers=((b"content-type", media_type),))


def _page(answer: Answer) -> Answer:
    return _typed(b"text/html")(replace(answer, body=b"<html><body><h1>Refused</h1></body></html>"))


def _bodyless(answer: Answer) -> Answer:
    return replace(answer, body=b"", headers=())


def _unknown(model: str) -> bool:
    return model not in {"sora-2", "sora-2-pro"}


FAULTS: tuple[Fault, ...] = (
    _shape("detail", "The refusal has the shape of a web framework.", lambda why: {"detail": [{"msg": why}]}),
    _shape("errors", "The refusal is a list of errors in an object.", lambda why: {"errors": [why]}),
    _shape("problem", "The refusal has the fields of RFC 9457 only.", lambda why: {"title": why, "status": 400}),
    _shape("string", "The refusal is a JSON string.", lambda why: why),
    _shape("array", "The refusal is a list.", lambda why: [why]),
    _shape("null", "The refusal is null.", lambda _: None),
    _shape("empty-object", "The refusal is an empty object.", lambda _: {}),
    _shape("no-message", "The refusal gives a code and no message.", lambda _: {"code": "invalid_request"}),
    _shape("no-code", "The refusal gives a message and no code.", lambda why: {"message": why}),
    _shape("message-null", "The message is null.", lambda _: {"code": "invalid_request", "message": None}),
    _shape(
        "message-object", "The message is an object.", lambda why: {"code": "invalid_request", "message": {"en": why}}
    ),
    _shape("code-null", "The code of the task layer is null.", lambda why: {"code": None, "message": why}),
    _shape(
        "data-object", "The data of a refusal is not null.", lambda why: {"code": 1, "message": why, "data": {"a": 1}}
    ),
    _shape("text-inside", "The error of the gateway's shape is a text.", lambda why: {"error": why}),
    _shape("message-array", "The gateway's message is a list.", lambda why: {"error": {"message": [why]}}),
    _whole("html", "Refusals are web pages.", _page, BAD),
    _whole("empty", "Refusals have no body.", _bodyless, BAD),
    _whole("text", "Refusals are plain text.", lambda a: _typed(b"text/plain")(replace(a, body=b"bad request")), BAD),
    _whole("truncated", "The JSON of refusals is cut off.", lambda a: replace(a, body=a.body[:-3]), BAD),
    _whole("no-media-type", "Refusals have no Content-Type.", lambda a: replace(a, headers=()), BAD),
    _whole("html-header", "The JSON of refusals is declared as HTML.", _typed(b"text/html"), BAD),
    _whole(
        "media-type-html",
        "Another media type is refused with a web page.",
        _page,
        frozenset({415}),
        typed("text/plain"),
    ),
    _whole(
        "media-type-empty",
        "Another media type is refused without a body.",
        _bodyless,
        frozenset({415}),
        typed("text/xml"),
    ),
    replace(
        _whole("key-html", "A wrong key is refused with a web page.", _page, frozenset({401}), keyed("Bearer wrong")),
        keys=True,
    ),
    replace(
        _shape(
            "key-text", "A wrong key is refused with a text.", lambda why: why, frozenset({401}), keyed("Bearer wrong")
        ),
        keys=True,
    ),
    _whole(
        "malformed-html",
        "Malformed JSON is refused with a web page.",
        lambda answer: _page(answer) if b"not JSON" in answer.body else answer,
        BAD,
        Sent(b"{"),
    ),
    Fault(
        "error-duration-text",
        FAMILY,
        ("error-shape",),
        "A wrong duration is refused in another shape than all else.",
        answers_to(
            where("duration", lambda value: not isinstance(value, str)), json_answer(400, "duration must be a string")
        ),
        (BROKEN,),
    ),
    _status(402, "Refused requests are answered with 402."),
    _status(409, "Refused requests are answered with 409."),
    _status(418, "Refused requests are answered with 418."),
    replace(_status(302, "Refused requests are redirected."), clauses=(*NOT_REFUSED, "refusal-status")),
    Fault(
        "refusal-500",
        FAMILY,
        ("no-crash",),
        "Refused requests are answered with 500.",
        errs_with(lambda answer: replace(answer, status=500), BAD),
        EVERY,
    ),
    Fault(
        "refusal-200",
        FAMILY,
        (*NOT_REFUSED, "refusal-status"),
        "Refused requests are answered with 200 and an error inside.",
        errs_with(lambda answer: replace(answer, status=200), BAD),
        EVERY,
    ),
    Fault(
        "refusal-200-unknown-model",
        FAMILY,
        ("model-enum", "refusal-status"),
        "An unknown model is answered with 200 and an error inside.",
        answers_to(where("model", text(_unknown)), json_answer(200, {"code": 400, "message": "no such model"})),
        (plain(model="sora-3"),),
    ),
)

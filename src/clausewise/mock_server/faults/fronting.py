"""Variants that HTTP allows: what stands in front of an application answers before it, or beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.faults.entry import CREATE, Change, Sent, Variant
from clausewise.mock_server.faults.framing import EARLY_HINTS, written
from clausewise.mock_server.faults.mechanisms import replies
from clausewise.mock_server.faults.witness_requests import BROKEN, FRESH, keyed


def _hinted(times: int) -> Change:
    return replies(lambda request, serve: written(serve(request), before=EARLY_HINTS * times))


def _echoed(request: Request, serve: Callable[[Request], Answer]) -> Answer:
    """A refusal that repeats what it refuses, as deep as it is nested."""
    answer = serve(request)
    body = request.body if request.body[:1] in (b"[", b"{") and answer.status == HTTPStatus.BAD_REQUEST else b"null"
    return replace(answer, body=answer.body[:-1] + b', "input": ' + body + b"}") if not answer.accepts else answer


def _refused_as(test: Callable[[Request], object], status: int) -> Change:
    """A refusal of HTTP's own, as what stands before an application gives it."""
    page = Answer(status, b"<html>refused</html>", ((b"content-type", b"text/html"),))
    return replies(lambda request, serve: page if test(request) else serve(request))


VARIANTS: tuple[Variant, ...] = (
    Variant("early-hints", "An interim response precedes the answer.", _hinted(1), (FRESH,)),
    Variant("early-hints-twice", "Two interim responses precede the answer.", _hinted(2), (FRESH,)),
    Variant("errors-echo-input", "Refusals repeat the body that they refuse.", replies(_echoed), (BROKEN,)),
    Variant(
        "long-path-414",
        "A long path is refused with 414, as a web page.",
        _refused_as(lambda request: len(request.path) > 1000, 414),
        (Sent(method="GET", path=CREATE + "/" + "x" * 2000, headers=()),),
    ),
    Variant(
        "long-header-431",
        "A long header is refused with 431, as a web page.",
        _refused_as(lambda request: len(request.header(b"authorization") or "") > 200, 431),
        (keyed("Bearer " + "x" * 300),),
    ),
    Variant(
        "no-json-415",
        "What is declared as JSON and is none is refused with 415.",
        _refused_as(lambda request: request.method == "POST" and request.body[:1] not in (b"{", b"[", b" "), 415),
        (Sent(b"prompt"),),
    ),
)

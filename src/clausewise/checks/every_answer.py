"""Checks of every answer, whatever was asked."""

from __future__ import annotations

from typing import Any

import schemathesis

from clausewise.checks.expectation import below_500
from clausewise.checks.finding import ClauseBrokenError, Finding, Judgement, current
from clausewise.checks.stack_traces import stack_trace
from clausewise.http.redaction import REDACTED

NOT_IMPLEMENTED = 501
#: The aspects of the spec that every answer puts to the test.
ASPECTS = ("server-error", "connection", "internals")
#: The place of what stands beside the headers and the body of an answer.
FRAMING = "status line, an interim response, sizes of chunks or trailers"


@schemathesis.check
def no_server_error(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """No request, valid or not, is answered with a status of 500 or above."""
    judgement = current()
    status = judgement.exchange.status or 0
    # 501 says that a method is not known: a refusal of it, where nobody has documented that it is.
    operation = judgement.probe.operation
    documented = judgement.spec.governing(operation.location, "method").basis == "documented"
    own_method = judgement.probe.call.method == operation.method and documented
    if status >= 500 and (own_method or status != NOT_IMPLEMENTED):
        clause = judgement.aspect("server-error")
        expects = below_500(judgement)
        raise ClauseBrokenError([judgement.finding(clause, f"status {status}", "a status below 500", expects)])


@schemathesis.check
def no_secrets(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]) -> None:
    """No answer repeats the API key."""
    judgement = current()
    exchange = judgement.exchange
    places = {f"header {name}": value for name, value in exchange.headers}
    places["the name of a header"] = "\n".join(name for name, _ in exchange.headers)
    places["body"] = exchange.body.decode("utf-8", "replace")
    if exchange.has_json:
        places["body, read as JSON"] = "\n".join(_strings(exchange.json))
    places[FRAMING] = exchange.framing
    # An answer that was kept holds the mark in the place of the key.
    found = [place for place, text in places.items() if judgement.redact.finds(text) or REDACTED in text]
    if found:
        raise ClauseBrokenError([key_shown(judgement, found[0])])


def key_shown(judgement: Judgement, place: str) -> Finding:
    """The finding that the API key stands in some place of an answer."""
    clause = judgement.aspect("secrets")
    expects = {"reason": f"requests shows nobody {FRAMING}"} if place == FRAMING else {"kind": "no key"}
    return judgement.finding(clause, f"the API key stands in {place}", "an answer without the key", expects)


@schemathesis.check
def no_internals(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]) -> None:
    """No answer shows a stack trace."""
    judgement = current()
    exchange = judgement.exchange
    text = "\n".join([*(value for _, value in exchange.headers), exchange.body.decode("utf-8", "replace")])
    if exchange.has_json:
        text = "\n".join([*_strings(exchange.json), text])
    trace = stack_trace(text)
    if trace is not None:
        actual = f"the answer shows a stack trace: {trace}"
        clause, expects = judgement.aspect("internals"), {"kind": "no stack trace"}
        raise ClauseBrokenError([judgement.finding(clause, actual, "an answer for people", expects)])


@schemathesis.check
def within_time(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]) -> None:
    """Every answer comes within the time that the run allows, if it allows one."""
    judgement = current()
    allowed = judgement.options.max_response_time
    if allowed is not None and judgement.exchange.seconds > allowed:
        actual = f"the answer took {judgement.exchange.seconds:.2f} s"
        clause = judgement.aspect("response-time")
        expects = {"kind": "answered", "within": allowed}
        raise ClauseBrokenError([judgement.finding(clause, actual, f"at most {allowed:g} s", expects)])


def _strings(value: object) -> list[str]:
    """Every name and every string in a JSON value, however deep."""
    found, left = [], [value]
    while left:
        value = left.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            left += [*reversed(value.values()), *reversed(value)]
        elif isinstance(value, list):
            left += reversed(value)
    return found

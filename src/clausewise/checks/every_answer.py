"""Checks of every answer, whatever was asked."""

from __future__ import annotations

import re
from typing import Any

import schemathesis

from clausewise.checks.finding import ClauseBrokenError, current
from clausewise.http.redaction import REDACTED

NOT_IMPLEMENTED = 501
#: A file of source code with the line in it. Without a path before it, "relay.example.rs:8443" would be one.
_AT_LINE = (
    r"(?<![^\s\"'(\[])(?:file://|[A-Za-z]:)?[\w.@~+-]*[/\\](?!/)[\w.@~+/\\-]*"
    r"\.(?:py|[cm]?[jt]sx?|java|go|rb|php|cs|rs):\d+"
)
#: How stack traces of common languages begin a line.
_STACK_TRACE = re.compile(
    r"Traceback \(most recent call last\)"
    r"|^\s*File \"[^\"]+\", line \d+"
    r"|^\s*at [\w$.<>/ ]+\([^()\n]*(?:\.(?:java|kt|scala|groovy|[cm]?[jt]sx?)(?::\d+){1,2}|\.java)\)"
    r"|^\s*at [\w$.<>/ ]+\((?:Native Method|Unknown Source|node:[\w/]+(?::\d+){1,2})\)"
    r"|^goroutine \d+ \["
    r"|panicked at .*\.rs:\d+"
    r"|^#\d+ .*\.php\(\d+\)"
    r"|^\s*from .+\.rb:\d+:in "
    rf"|{_AT_LINE}(?::\d+)?\)?\s*$"
    r"|\bat [\w.$<>]+(?:\([^()\n]*\))? in .+\.cs:line \d+",
)
#: How far stack traces are looked for, in characters.
LONGEST_LINE, LONGEST_TEXT = 1000, 200_000


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
        raise ClauseBrokenError([judgement.finding(clause, f"status {status}", "a status below 500")])


@schemathesis.check
def no_secrets(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]) -> None:
    """No answer repeats the API key."""
    judgement = current()
    exchange = judgement.exchange
    places = {f"header {name}": value for name, value in exchange.headers}
    places["body"] = exchange.body.decode("utf-8", "replace")
    if exchange.has_json:
        places["body, read as JSON"] = "\n".join(_strings(exchange.json))
    # An answer that was kept holds the mark in the place of the key.
    found = [place for place, text in places.items() if judgement.redact.finds(text) or REDACTED in text]
    if found:
        actual = f"the API key stands in {found[0]}"
        raise ClauseBrokenError([judgement.finding(judgement.aspect("secrets"), actual, "an answer without the key")])


@schemathesis.check
def no_internals(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]) -> None:
    """No answer shows a stack trace."""
    judgement = current()
    text = judgement.exchange.body.decode("utf-8", "replace")
    if judgement.exchange.has_json:
        text = "\n".join([*_strings(judgement.exchange.json), text])
    trace = stack_trace(text)
    if trace is not None:
        actual = f"the answer shows a stack trace: {trace}"
        raise ClauseBrokenError([judgement.finding(judgement.aspect("internals"), actual, "an answer for people")])


@schemathesis.check
def within_time(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]) -> None:
    """Every answer comes within the time that the run allows, if it allows one."""
    judgement = current()
    allowed = judgement.max_seconds
    if allowed is not None and judgement.exchange.seconds > allowed:
        actual = f"the answer took {judgement.exchange.seconds:.2f} s"
        clause = judgement.aspect("response-time")
        raise ClauseBrokenError([judgement.finding(clause, actual, f"at most {allowed:g} s")])


def stack_trace(text: str) -> str | None:
    """The first words of a stack trace in a text, None where there is none."""
    # Line by line, and not for ever: some patterns take the square of a line's length.
    lines = (line[:LONGEST_LINE] for line in text[:LONGEST_TEXT].splitlines())
    match = next(filter(None, map(_STACK_TRACE.search, lines)), None)
    return match.group(0).strip()[:120] if match is not None else None


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

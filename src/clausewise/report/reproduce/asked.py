"""The facts of a finding that are needed to send its request again: plain data in its record, without secrets."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from typing import Any

from clausewise.checks.finding import Asked, Finding
from clausewise.http.redaction import Redaction
from clausewise.probes.keys import carried
from clausewise.report.exchange_data import KEPT, exchange_data
from clausewise.report.reproduce.schema import FORMATS, KEYWORDS
from clausewise.spec import Spec

#: The most bytes of a packed body that a report carries.
LONGEST = 64 * 1024


def reproduction(finding: Finding, spec: Spec, redact: Redaction) -> dict[str, Any]:
    """The way to send the request again, and what to expect, or the `reason` why that shows nothing.

    `expects` is an expectation, `before` are requests that have to be sent first, `key` is the header and the form of
    the API key, `paid` says that a server may charge for it, and `body` is a body that the exchange has not whole.
    """
    asked = finding.asked
    if finding.expects is None or asked is None:
        return {"reason": "it rests on more than one answer"}
    reason = finding.expects.get("reason") or next(_reasons(finding, redact), None)
    if reason is not None:
        return {"reason": redact(reason)}
    before = [exchange_data(one.exchange, redact) | _request(one, spec, redact) for one in finding.before]
    told = {**_request(asked, spec, redact), "before": before, "expects": finding.expects}
    clean = _clean(told, redact)
    # An id, or the name of a field, of a server that repeats the key.
    return {"reason": "a part of the API key stands in what it takes"} if clean != told else told


def _clean(value: Any, redact: Redaction) -> Any:
    """A value of JSON without secrets."""
    if isinstance(value, dict):
        return {redact(name): _clean(inner, redact) for name, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner, redact) for inner in value]
    return redact(value) if isinstance(value, str) else value


def _request(asked: Asked, spec: Spec, redact: Redaction) -> dict[str, Any]:
    probe, exchange = asked.probe, asked.exchange
    header, form = carried(spec, ""), probe.call.credential
    sends_key = header is not None and form != "none" and (asked.key_known or form != "given")
    told: dict[str, Any] = {
        "key": {"header": header[0], "form": form, "known": asked.key_known} if header and sends_key else None,
        "paid": probe.payable and not (probe.is_no_request and not exchange.accepted),
    }
    if asked.taken is not None:
        told["takes"] = {"keys": list(asked.taken), "id": asked.made}
    if len(exchange.request_body) > KEPT:
        told["packed"] = base64.b64encode(zlib.compress(redact.in_bytes(exchange.request_body), 9)).decode()
    return told


def _reasons(finding: Finding, redact: Redaction) -> Iterator[str]:
    for one in (*finding.before, *([finding.asked] if finding.asked else [])):
        body = redact.in_bytes(one.exchange.request_body)
        if body != one.exchange.request_body or redact(one.exchange.url) != one.exchange.url:
            yield "a part of the API key stands in its address or its body"
        if len(zlib.compress(body)) > LONGEST:
            yield f"its body of {len(body)} bytes is too long for a file"
    expects = finding.expects or {}
    yield from _unknown(expects.get("schema", True))
    for _, schema in (*expects.get("told", ()), *expects.get("shapes", ())):
        yield from _unknown(schema)


def _unknown(schema: Any) -> Iterator[str]:
    """The reasons why a schema cannot be judged without a library."""
    if not isinstance(schema, dict):
        return
    for word, said in schema.items():
        if word not in KEYWORDS or (word == "format" and said not in FORMATS):
            yield f"it takes more of JSON Schema than a plain file has: {word}{f' {said}' * (word == 'format')}"
        elif word in ("pattern", "patternProperties"):
            patterns = [said] if word == "pattern" else said
            yield from (f"Python has no pattern {one}" for one in patterns if _python_refuses(one))
        named = word in ("properties", "patternProperties")
        inner = said.values() if named else said if word in ("allOf", "anyOf", "oneOf", "prefixItems") else [said]
        for each in inner if word not in ("enum", "const", "required", "dependentRequired") else ():
            yield from _unknown(each)


def _python_refuses(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return True
    return False

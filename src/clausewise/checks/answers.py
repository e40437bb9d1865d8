"""Checks of what the server did with a request: accepted as promised, or refused as it should be."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

import schemathesis

from clausewise.checks.finding import ClauseBrokenError, Finding, Judgement, current
from clausewise.probes.probe import Expected, Kind
from clausewise.spec import ResponseSpec
from clausewise.spec.clauses import weakest
from clausewise.spec.operations import JSON, found
from clausewise.spec.validation import validator

#: Refusals that HTTP itself defines (RFC 9110, 15.5, and RFC 6585): what stands before an application gives them.
OF_HTTP = {405, 406, 411, 413, 414, 415, 431}


@schemathesis.check
def accepted_as_promised(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """A valid request is accepted with the status, the media type and the body that the spec lists."""
    judgement = current()
    exchange, probe = judgement.exchange, judgement.probe
    if probe.expected is Expected.REFUSED or (probe.expected is Expected.OPEN and not exchange.accepted):
        return
    findings = broken_acceptance(judgement) if exchange.accepted else [_not_accepted(judgement)]
    if findings:
        raise ClauseBrokenError(findings)


@schemathesis.check
def refused_when_broken(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """A request that breaks a clause is refused with a 4xx that the spec lists, in an error shape that it knows."""
    judgement = current()
    exchange, probe = judgement.exchange, judgement.probe
    foreign_method = probe.call.method != probe.operation.method
    if probe.expected is Expected.REFUSED and not exchange.refused:
        idle = foreign_method and not _makes_something(judgement)
        findings = _method_taken(judgement) if idle else _not_refused(judgement)
        if findings:
            raise ClauseBrokenError(findings)
    elif exchange.refused and foreign_method:
        findings = _method_refusal(judgement)
        if findings:
            raise ClauseBrokenError(findings)
    elif exchange.refused:
        findings = _refusal(judgement)
        if findings:
            raise ClauseBrokenError(findings)


def broken_acceptance(judgement: Judgement) -> list[Finding]:
    """The findings about the 2xx to an accepted request."""
    exchange, promised = judgement.exchange, judgement.probe.operation.accepted
    if promised is None:
        return []
    if not promised.matches(exchange.status or 0):
        clause = judgement.spec.governing(promised.location, "status")
        return [judgement.finding(clause, f"status {exchange.status}", f"status {promised.status}")]
    return _body(judgement, promised)


def _body(judgement: Judgement, promised: ResponseSpec) -> list[Finding]:
    exchange = judgement.exchange
    if not promised.media:
        return []
    media = judgement.spec.governing(promised.location, "media-type")
    if exchange.media_type not in promised.media:
        actual = f"Content-Type {exchange.header('content-type') or 'none'}"
        return [judgement.finding(media, actual, " or ".join(promised.media))]
    if exchange.media_type != JSON:
        return []
    if not exchange.has_json:
        return [judgement.finding(media, f"a body that is no JSON: {_shown(exchange.body)}", "JSON in UTF-8")]
    breaches = validator(judgement.spec, promised.schema_location()).breaches(exchange.json)
    return [
        judgement.finding(breach.clause, f"{breach.field or 'body'}: {breach.reason}", breach.clause.says)
        for breach in breaches
    ]


def _not_accepted(judgement: Judgement) -> Finding:
    probe, exchange = judgement.probe, judgement.exchange
    clause = probe.clauses[0]
    scheme = judgement.spec.security_scheme
    about_keys = exchange.status == HTTPStatus.UNAUTHORIZED or (
        exchange.status == HTTPStatus.FORBIDDEN and not judgement.key_known
    )
    if about_keys and probe.kind is not Kind.KEY and scheme is not None:
        clause = judgement.spec.governing(scheme, "auth")
        if judgement.key_known:
            expected = "a key that is taken; is it right?"
            return judgement.expected(clause, f"status {exchange.status} with the key", expected)
        expected = "an accepted request: no key is required; if this server wants one, name it with --api-key-env"
        return judgement.expected(clause, f"status {exchange.status} without a key", expected)
    return judgement.expected(clause, f"status {exchange.status} to a valid request", _promise(judgement))


def _promise(judgement: Judgement) -> str:
    accepted = judgement.probe.operation.accepted
    return f"status {accepted.status}" if accepted else "a 2xx"


def _not_refused(judgement: Judgement) -> list[Finding]:
    exchange, probe = judgement.exchange, judgement.probe
    redirected = 300 <= (exchange.status or 0) < 400
    if redirected or (exchange.accepted and _is_error(judgement) and not _makes_something(judgement)):
        clause = judgement.aspect("refusal-status")
        actual = f"status {exchange.status}, {'a redirect' if redirected else 'an error inside it'}"
        finding = judgement.finding(clause, actual, "a 4xx")
        # Not taken, but not refused as it should be either: no more than an oddity of this family of servers.
        oddities = [
            replace(judgement.expected(broken, actual, "a 4xx"), basis=weakest(clause.basis, broken.basis))
            for broken in probe.clauses
        ]
        return [finding, *oddities, *(broken_acceptance(judgement) if exchange.accepted else [])]
    return [
        judgement.expected(clause, f"status {exchange.status}, although: {clause.says}", "a refusal with a 4xx")
        for clause in probe.clauses
    ]


def _makes_something(judgement: Judgement) -> bool:
    """Tell whether a 2xx carries what an accepted request is answered with."""
    if not judgement.exchange.accepted or not judgement.exchange.has_json:
        return judgement.exchange.accepted and judgement.probe.call.method == judgement.probe.operation.method
    links = judgement.probe.operation.links
    if not links:
        return True
    return any(found(judgement.exchange.json, link.keys) is not None for link in links)


def _is_error(judgement: Judgement) -> bool:
    if not judgement.exchange.has_json or not isinstance(judgement.exchange.json, dict):
        return False
    return any(
        validator(judgement.spec, listed.schema_location()).is_valid(judgement.exchange.json)
        for listed in judgement.probe.operation.responses
        if not listed.accepts and JSON in listed.media
    )


def _refusal(judgement: Judgement) -> list[Finding]:
    exchange, operation = judgement.exchange, judgement.probe.operation
    listed = operation.response(exchange.status or 0)
    if exchange.status in OF_HTTP and (listed is None or not listed.status.isdigit()):
        return []
    if listed is None:
        # Where the spec lists no refusal at all, any is as good as another.
        refusals = [response.status for response in operation.responses if response.status.startswith("4")]
        if not refusals:
            return []
        expected = f"one of {', '.join(refusals)}"
        return [judgement.finding(judgement.aspect("refusal-status"), f"status {exchange.status}", expected)]
    if JSON not in listed.media:
        return []
    shape = judgement.aspect("error-shape")
    if exchange.media_type != JSON or not exchange.has_json:
        actual = f"{exchange.header('content-type') or 'no Content-Type'}, {_shown(exchange.body)}"
        return [judgement.finding(shape, actual, shape.says)]
    schema = validator(judgement.spec, listed.schema_location())
    if not schema.can_judge(exchange.json):
        return []  # it repeats what it refuses, which may be nested as deep as a request was
    return [judgement.finding(shape, str(breach.reason), shape.says) for breach in schema.breaches(exchange.json)[:1]]


def _method_taken(judgement: Judgement) -> list[Finding]:
    """A 2xx to a method that the spec does not list, though it makes nothing: no more than an oddity."""
    exchange, probe = judgement.exchange, judgement.probe
    if not exchange.accepted or probe.call.method == "OPTIONS":  # by which any server may tell what it takes
        return []
    clause = judgement.spec.governing(probe.operation.location, "allow")
    actual = f"status {exchange.status} to {probe.call.method}"
    finding = judgement.finding(clause, actual, f"405 and Allow: {probe.operation.method}")
    return [finding if clause.id in judgement.spec.clauses else replace(finding, basis="assumed")]


def _method_refusal(judgement: Judgement) -> list[Finding]:
    exchange, probe = judgement.exchange, judgement.probe
    lines = [value for name, value in exchange.headers if name.lower() == "allow"]
    allowed = {word.strip().upper() for line in lines for word in line.split(",")}
    if exchange.status == HTTPStatus.METHOD_NOT_ALLOWED and probe.operation.method in allowed:
        return []
    clause = judgement.spec.governing(probe.operation.location, "allow")
    if clause.id not in judgement.spec.clauses:
        return []  # HTTP leaves the status open
    actual = f"status {exchange.status}, Allow: {exchange.header('allow') or 'none'}"
    return [judgement.finding(clause, actual, f"405 and Allow: {probe.operation.method}")]


def _shown(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    return f"{text[:200]!r}{'…' if len(text) > 200 else ''}" if body else "an empty body"

"""Checks of a refusal: its status, its shape, and what it says of methods."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from clausewise.checks.expectation import Expectation, error_shape, refused
from clausewise.checks.finding import Finding, Judgement
from clausewise.probes.probe import Kind
from clausewise.spec.media_ranges import is_json
from clausewise.spec.validation import validator

#: Refusals that HTTP itself defines (RFC 9110, 15.5, and RFC 6585): what stands before an application gives them.
OF_HTTP = {405, 406, 411, 413, 414, 415, 431}


def broken_refusal(judgement: Judgement) -> list[Finding]:
    """The findings about a 4xx to a request by the operation's own method."""
    exchange, operation = judgement.exchange, judgement.probe.operation
    listed = operation.response(exchange.status or 0)
    if exchange.status in OF_HTTP and (listed is None or not listed.status.isdigit()):
        return []
    if listed is None and exchange.status == HTTPStatus.UNAUTHORIZED and judgement.probe.kind is Kind.KEY:
        return []  # as HTTP has it (RFC 9110, 15.5.2), said by the security of the spec
    if listed is None:
        # Where the spec lists no refusal at all, any is as good as another.
        refusals = [response.status for response in operation.responses if response.status.startswith("4")]
        if not refusals:
            return []
        expected = f"one of {', '.join(refusals)}"
        clause = judgement.aspect("refusal-status")
        expects = refused(judgement, statuses=[*refusals, *_of_http(refusals)])
        return [judgement.finding(clause, f"status {exchange.status}", expected, expects)]
    if not listed.has_json(exchange.media_type) or not operation.answers_with_body:
        return []
    shape = judgement.aspect("error-shape")
    if listed.listed(exchange.media_type) is None or not is_json(exchange.media_type) or not exchange.has_json:
        actual = f"{exchange.header('content-type') or 'no Content-Type'}, {shown_body(exchange.body)}"
        return [judgement.finding(shape, actual, shape.says, error_shape(judgement))]
    place = listed.judged(exchange.media_type)
    schema = None if place is None else validator(judgement.spec, place)
    if schema is None or not schema.can_judge(exchange.json):
        return []  # it repeats what it refuses, which may be nested as deep as a request was
    broken = [str(breach.reason) for breach in schema.breaches(exchange.json)[:1]]
    return [judgement.finding(shape, reason, shape.says, error_shape(judgement)) for reason in broken]


def _of_http(listed: list[str]) -> list[str]:
    """The refusals of HTTP itself that are taken beside the listed ones."""
    return [str(status) for status in sorted(OF_HTTP) if str(status) not in listed]


def method_taken(judgement: Judgement) -> list[Finding]:
    """A 2xx to a method that the spec does not list, though it makes nothing: no more than an oddity."""
    exchange, probe = judgement.exchange, judgement.probe
    if not exchange.accepted or probe.call.method == "OPTIONS":  # by which any server may tell what it takes
        return []
    clause = judgement.spec.governing(probe.operation.location, "allow")
    actual = f"status {exchange.status} to {probe.call.method}"
    finding = judgement.finding(clause, actual, f"405 and Allow: {probe.operation.method}", _allow(judgement))
    return [finding if clause.id in judgement.spec.clauses else replace(finding, basis="assumed")]


def method_refusal(judgement: Judgement) -> list[Finding]:
    """The findings about a 4xx to a method that the spec does not list."""
    exchange, probe = judgement.exchange, judgement.probe
    lines = [value for name, value in exchange.headers if name.lower() == "allow"]
    allowed = {word.strip().upper() for line in lines for word in line.split(",")}
    if exchange.status == HTTPStatus.METHOD_NOT_ALLOWED and probe.operation.method in allowed:
        return []
    clause = judgement.spec.governing(probe.operation.location, "allow")
    if clause.id not in judgement.spec.clauses:
        return []  # HTTP leaves the status open
    actual = f"status {exchange.status}, Allow: {exchange.header('allow') or 'none'}"
    return [judgement.finding(clause, actual, f"405 and Allow: {probe.operation.method}", _allow(judgement))]


def _allow(judgement: Judgement) -> Expectation:
    return {"kind": "other method", "allow": judgement.probe.operation.method}


def shown_body(body: bytes) -> str:
    """The beginning of a body, as Python writes a text."""
    text = body.decode("utf-8", "replace")
    return f"{text[:200]!r}{'…' if len(text) > 200 else ''}" if body else "an empty body"

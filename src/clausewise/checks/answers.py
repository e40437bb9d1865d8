"""Checks of what the server did with a request: accepted as promised, or refused as it should be."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

import schemathesis

from clausewise.checks.expectation import accepted, accepted_body, refused
from clausewise.checks.finding import ClauseBrokenError, Finding, Judgement, current
from clausewise.checks.refusals import broken_refusal, method_refusal, method_taken, shown_body
from clausewise.probes.probe import Expected, Kind
from clausewise.spec import Breach, ResponseSpec
from clausewise.spec.clauses import weakest
from clausewise.spec.media_ranges import is_json
from clausewise.spec.operations import value_at
from clausewise.spec.validation import validator


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
    if exchange.unclear:
        return
    if probe.expected is Expected.REFUSED and not exchange.refused:
        idle = foreign_method and not _makes_something(judgement)
        findings = method_taken(judgement) if idle else _not_refused(judgement)
        if findings:
            raise ClauseBrokenError(findings)
    elif exchange.refused and foreign_method:
        findings = method_refusal(judgement)
        if findings:
            raise ClauseBrokenError(findings)
    elif exchange.refused:
        findings = broken_refusal(judgement)
        if findings:
            raise ClauseBrokenError(findings)


def broken_acceptance(judgement: Judgement) -> list[Finding]:
    """The findings about the 2xx to an accepted request."""
    exchange, operation = judgement.exchange, judgement.probe.operation
    promised = operation.acceptance(exchange.status)
    if promised is None:
        return []
    if not promised.matches(exchange.status or 0):
        clause = judgement.spec.governing(promised.location, "status")
        listed = [response.status for response in operation.responses if response.accepts]
        expects = accepted(judgement, statuses=listed)
        return [judgement.finding(clause, f"status {exchange.status}", f"status {' or '.join(listed)}", expects)]
    return _body(judgement, promised)


def _body(judgement: Judgement, promised: ResponseSpec) -> list[Finding]:
    exchange = judgement.exchange
    if not promised.media:
        return []
    media = judgement.spec.governing(promised.location, "media-type")
    if promised.listed(exchange.media_type) is None:
        actual = f"Content-Type {exchange.header('content-type') or 'none'}"
        expects = accepted(judgement, media=list(promised.media))
        return [judgement.finding(media, actual, " or ".join(promised.media), expects)]
    if not is_json(exchange.media_type) or not judgement.probe.operation.answers_with_body:
        return []
    if not exchange.has_json:
        expects = accepted(judgement, media=[exchange.media_type])
        actual = f"a body that is no JSON: {shown_body(exchange.body)}"
        return [judgement.finding(media, actual, "JSON in UTF-8", expects)]
    place = promised.judged(exchange.media_type)
    breaches = [] if place is None else validator(judgement.spec, place).breaches(exchange.json)
    return [
        judgement.finding(
            breach.clause,
            f"{breach.field or 'body'}: {breach.reason}",
            breach.clause.says,
            accepted_body(judgement, breach),
        )
        for breach in breaches
        if not _write_only(judgement, breach)
    ]


def _write_only(judgement: Judgement, breach: Breach) -> bool:
    """Tell whether no more is missing than what is never shown (JSON Schema 2020-12, Validation, 9.4)."""
    if breach.keyword != "required" or not breach.wanted:
        return False
    name = breach.field.rpartition(".")[2]
    where, schema = judgement.spec.follow(breach.wanted[:-1])
    if name not in schema.get("properties", {}):
        return False
    _, node = judgement.spec.follow((*where, "properties", name))
    return isinstance(node, dict) and node.get("writeOnly") is True


def _not_accepted(judgement: Judgement) -> Finding:
    probe, exchange = judgement.probe, judgement.exchange
    clause, expects = probe.clauses[0], accepted(judgement)
    scheme = judgement.spec.security_scheme
    about_keys = exchange.status == HTTPStatus.UNAUTHORIZED or (
        exchange.status == HTTPStatus.FORBIDDEN and not judgement.key_known
    )
    if about_keys and probe.kind is not Kind.KEY and scheme is not None:
        clause = judgement.spec.governing(scheme, "auth")
        if judgement.key_known:
            expected = "a key that is taken; is it right?"
            return judgement.expected(clause, f"status {exchange.status} with the key", expected, expects)
        expected = "an accepted request: no key is required; if this server wants one, name it with --api-key-env"
        return judgement.expected(clause, f"status {exchange.status} without a key", expected, expects)
    return judgement.expected(clause, f"status {exchange.status} to a valid request", _promise(judgement), expects)


def _promise(judgement: Judgement) -> str:
    accepted = judgement.probe.operation.accepted
    return f"status {accepted.status}" if accepted else "a 2xx"


def _not_refused(judgement: Judgement) -> list[Finding]:
    exchange, probe = judgement.exchange, judgement.probe
    expects = refused(judgement)
    if exchange.redirected or (exchange.accepted and _is_error(judgement) and not _makes_something(judgement)):
        clause = judgement.aspect("refusal-status")
        actual = f"status {exchange.status}, {'a redirect' if exchange.redirected else 'an error inside it'}"
        finding = judgement.finding(clause, actual, "a 4xx", expects)
        # Not taken, but not refused as it should be either: no more than an oddity of this family of servers.
        oddities = [
            replace(judgement.expected(broken, actual, "a 4xx", expects), basis=weakest(clause.basis, broken.basis))
            for broken in probe.clauses
        ]
        return [finding, *oddities, *(broken_acceptance(judgement) if exchange.accepted else [])]
    return [
        judgement.expected(
            clause, f"status {exchange.status}, although: {clause.says}", "a refusal with a 4xx", expects
        )
        for clause in probe.clauses
    ]


def _makes_something(judgement: Judgement) -> bool:
    """Tell whether a 2xx carries what an accepted request is answered with."""
    if not judgement.exchange.accepted or not judgement.exchange.has_json:
        return judgement.exchange.accepted and judgement.probe.call.method == judgement.probe.operation.method
    links = judgement.probe.operation.links
    if not links:
        return True
    return any(value_at(judgement.exchange.json, link.keys) is not None for link in links)


def _is_error(judgement: Judgement) -> bool:
    if not judgement.exchange.has_json or not isinstance(judgement.exchange.json, dict):
        return False
    refusals = [listed.judged() for listed in judgement.probe.operation.responses if not listed.accepts]
    judges = [validator(judgement.spec, place) for place in refusals if place is not None]
    return any(judge.is_valid(judgement.exchange.json) for judge in judges)

"""Evidence: the clauses that an answer could have broken, and the valid request that must be accepted beside it."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.checks import Judgement
from clausewise.checks.every_answer import ASPECTS
from clausewise.checks.exercised import exercised
from clausewise.probes.keys import ways_in
from clausewise.probes.probe import Expected
from clausewise.run.result import Result
from clausewise.spec import Clause
from clausewise.spec.media_ranges import is_json


def gather(judgement: Judgement, result: Result) -> None:
    """Note in a result what one answer shows.

    An acceptance shows something by itself. Any other answer shows that a clause is kept only where a valid request
    of the same operation is accepted: a server that refuses everything keeps no clause about what it refuses.
    """
    probe, exchange = judgement.probe, judgement.exchange
    operation = probe.operation
    control = None if exchange.accepted else operation.id
    if exchange.status is None:
        result.shows([judgement.aspect("connection")], probe)
        return
    result.shows(_of_every_answer(judgement), probe, control)
    if exchange.unclear:
        return
    if probe.expected is Expected.REFUSED:
        result.shows(probe.clauses, probe, operation.id)
        if probe.call.method != operation.method:
            result.shows([judgement.spec.governing(operation.location, "allow")], probe, operation.id)
    elif exchange.accepted:
        result.controls.add(operation.id)
        result.shows(_of_an_acceptance(judgement), probe)
        if probe.expected is Expected.ACCEPTED:
            result.shows(probe.clauses, probe)


def _of_every_answer(judgement: Judgement) -> Iterator[Clause]:
    probe, exchange = judgement.probe, judgement.exchange
    yield from map(judgement.aspect, ASPECTS)
    if judgement.key_known or probe.call.credential not in ("given", "none"):
        yield judgement.aspect("secrets")
    if judgement.options.max_response_time is not None:
        yield judgement.aspect("response-time")
    if exchange.refused and probe.call.method == probe.operation.method:
        listed = probe.operation.response(exchange.status or 0)
        yield judgement.aspect("refusal-status")
        if listed is not None and listed.has_json(exchange.media_type) and probe.operation.answers_with_body:
            yield judgement.aspect("error-shape")


def _of_an_acceptance(judgement: Judgement) -> Iterator[Clause]:
    probe, exchange, spec = judgement.probe, judgement.exchange, judgement.spec
    promised, scheme = probe.operation.acceptance(exchange.status), spec.security_scheme
    keyless = probe.call.credential == "none" or (probe.call.credential == "given" and not judgement.key_known)
    if keyless and scheme is not None and {} in ways_in(spec, probe.operation):
        yield spec.governing(scheme, "anonymous")
        if not judgement.key_known:
            yield spec.governing(scheme, "auth")  # which a refusal for want of a key would have broken
    if promised is None:
        return
    yield spec.governing(promised.location, "status")
    if promised.media:
        yield spec.governing(promised.location, "media-type")
    place = promised.judged(exchange.media_type) if is_json(exchange.media_type) else None
    if exchange.has_json and place is not None and probe.operation.answers_with_body:
        yield from exercised(spec, place, exchange.json)

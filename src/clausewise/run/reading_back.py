"""Reading back what a create has made, by the spec's own links."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clausewise.checks.finding import Finding
from clausewise.http.exchange import Exchange
from clausewise.probes.keys import takes_keys
from clausewise.probes.known_parameters import with_parameters
from clausewise.probes.probe import Call, Expected, Kind, Probe
from clausewise.run.prober import Prober
from clausewise.run.record_ids import id_name
from clausewise.run.result import Cause, NotRun, Result
from clausewise.run.sender import TOO_MANY_REQUESTS
from clausewise.spec import Clause, Link, Operation, Spec
from clausewise.spec.identity import named_value
from clausewise.spec.tasks import shown_life

#: Reads of one thing that was made.
READS = 3


def read_back(prober: Prober, link: Link, made: str, result: Result) -> None:
    """Read what was made, three times: it is there, it is what was asked for, and it does not go back.

    An answer of 429 says nothing of a record: then `left_out` of the result says that none of this was judged.
    """
    if not _writable(made):
        return  # no address can have it in it; the answer that holds it is judged for that
    spec = prober.spec
    operation = spec.operation(link.target)
    call = with_parameters(spec, operation, Call(operation.method), {link.parameter: made})
    clause = spec.governing(operation.location, "method")
    probe = Probe(
        f"{result.probe.id} (read back)", Kind.READ, operation, call, Expected.ACCEPTED, (clause,), clause.basis
    )
    name = id_name(spec, link) or link.parameter
    exchanges: list[Exchange] = []
    while len(exchanges) < READS:
        known = len(result.findings)
        exchanges.append(prober.send(probe, result))
        _follow_reads(exchanges, result, known)
        if exchanges[-1].status == TOO_MANY_REQUESTS:
            result.left_out.append(NotRun(probe.id, _NOT_JUDGED, Cause.OTHER))
            return
        if not exchanges[0].accepted:
            return
    for count, exchange in enumerate(exchanges, start=1):
        known = len(result.findings)
        result.findings += other_identity(prober, probe, exchange, name, made)
        _follow_reads(exchanges[:count], result, known)
    result.findings += _changed(prober, probe, exchanges, name)
    if any(named_value(exchange.json, name) is not None for exchange in exchanges if exchange.has_json):
        result.shows([spec.governing(operation.location, "identity")], probe)
    result.shows([spec.governing(operation.location, "idempotent")], probe)
    if spec.security_scheme is not None and takes_keys(spec, operation) and prober.client.key is not None:
        _read_with_strange_key(prober, probe, spec.governing(spec.security_scheme, "auth"), result)


def _follow_reads(exchanges: list[Exchange], result: Result, known: int) -> None:
    """Note before which findings, those after the `known` ones, other reads have to go: as few as it has taken."""
    told = {f.clause: f.before for f in reversed(result.findings[:known]) if f.exchange in exchanges[:-1]}
    for at, finding in enumerate(result.findings[known:], start=known):
        if finding.asked is not None:
            earlier = tuple(replace(finding.asked, exchange=exchange) for exchange in exchanges[:-1])
            result.findings[at] = replace(finding, before=told.get(finding.clause, earlier))


_OVER_TIME = "it shows over the stages of a task, which take their time: follow one with clausewise"
_NOT_JUDGED = "what it has made was not read back: the server answered 429, too many requests"


def _read_with_strange_key(prober: Prober, probe: Probe, clause: Clause, result: Result) -> None:
    call = replace(probe.call, credential="strange key")
    strange = replace(probe, id=f"{probe.id} (with a strange key)", call=call, clauses=(clause,))
    exchange = prober.send(replace(strange, kind=Kind.KEY, expected=Expected.REFUSED), result)
    if exchange.status == TOO_MANY_REQUESTS:
        result.left_out.append(NotRun(strange.id, _NOT_JUDGED, Cause.OTHER))


def other_identity(prober: Prober, probe: Probe, exchange: Exchange, name: str, made: str) -> list[Finding]:
    """The findings about the id in a record that was read: one where it is another."""
    known = named_value(exchange.json, name) if exchange.has_json else None
    if known is None or str(known) == made:
        return []
    clause = prober.spec.governing(probe.operation.location, "identity")
    judgement, actual = prober.judgement(probe, exchange), f"a record of {known!r}"
    return [judgement.finding(clause, actual, f"the record of {made!r}", {"kind": "same id", "name": name})]


def _changed(prober: Prober, probe: Probe, exchanges: list[Exchange], name: str) -> list[Finding]:
    clause = prober.spec.governing(probe.operation.location, "idempotent")
    judgement = prober.judgement(probe, exchanges[-1])
    steady = {"kind": "steady", "times": READS, "name": name}
    statuses = [exchange.status for exchange in exchanges]
    if len(set(statuses)) > 1:
        return [judgement.finding(clause, f"the statuses {statuses}", "the same status each time", steady)]
    stages = [_stage(prober.spec, probe.operation, exchange) for exchange in exchanges]
    known = [stage for stage in stages if stage is not None]
    records = [exchange.json for exchange in exchanges if exchange.has_json]
    if len({repr(named_value(record, name)) for record in records}) > 1:
        return [judgement.finding(clause, "records of different things", "the same record each time", steady)]
    if known != sorted(known) or _goes_back(records):
        actual = "an earlier stage of its life again"
        return [judgement.finding(clause, actual, "the same stage or a later one", {"reason": _OVER_TIME})]
    return []


def _goes_back(records: list[Any]) -> bool:
    """Tell whether a word of a record changes and then is as before."""
    if len(records) < 3 or not all(isinstance(record, dict) for record in records):
        return False
    first, second, third = records[:3]
    return any(_is_word(value) and third.get(key) == value != second.get(key) for key, value in first.items())


def _stage(spec: Spec, operation: Operation, exchange: Exchange) -> int | None:
    """The stage of the record in its life: the index of the example in `x-life` whose words it shares."""
    accepted = operation.accepted
    media = spec.resolve(next(iter(accepted.media.values()), {})) if accepted is not None else {}
    life = shown_life(spec, media)
    words = {key for stage in life for key, value in stage.items() if _is_word(value)}
    telling = [key for key in words if len({repr(stage.get(key)) for stage in life}) == len(life)]
    record = exchange.json if exchange.has_json else None
    for key in telling:
        known = named_value(record, key)
        stages = [index for index, stage in enumerate(life) if stage.get(key) == known]
        if _is_word(known) and stages:
            return stages[0]
    return None


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value.replace("_", "").isalpha()


def _writable(made: str) -> bool:
    try:
        made.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True

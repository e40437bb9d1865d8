"""Reading back what a create has made, by the spec's own links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contract_tests.generation.probe import Call, Expected, Kind, Probe
from contract_tests.spec import Link, Operation, Spec

if TYPE_CHECKING:
    from contract_tests.checks.finding import Finding
    from contract_tests.running.exchange import Exchange
    from contract_tests.running.result import Result
    from contract_tests.running.runner import Runner


def read_back(runner: Runner, link: Link, made: str, result: Result) -> None:
    """Read twice what was made: it is there, it is what was asked for, and it stays."""
    spec = runner.spec
    operation = spec.operation(link.target)
    call = Call(operation.method, path_parameters={link.parameter: made})
    clause = spec.governing(operation.pointer, "method")
    probe = Probe(f"{operation.id}/read back", Kind.READ, operation, call, Expected.ACCEPTED, (clause,), clause.basis)
    first = runner.send(probe, result)
    if not first.accepted:
        return
    second = runner.send(probe, result)
    for exchange in (first, second):
        result.findings += _other_identity(runner, probe, exchange, link.parameter, made)
    result.findings += _changed(runner, probe, first, second)
    result.checked |= {spec.governing(operation.pointer, keyword).id for keyword in ("identity", "idempotent")}


def _other_identity(runner: Runner, probe: Probe, exchange: Exchange, name: str, made: str) -> list[Finding]:
    known = _named(exchange.json, name) if exchange.has_json else None
    if known is None or known == made:
        return []
    clause = runner.spec.governing(probe.operation.pointer, "identity")
    return [runner.judgement(probe, exchange).finding(clause, f"a record of {known!r}", f"the record of {made!r}")]


def _changed(runner: Runner, probe: Probe, first: Exchange, second: Exchange) -> list[Finding]:
    clause = runner.spec.governing(probe.operation.pointer, "idempotent")
    judgement = runner.judgement(probe, second)
    if first.status != second.status:
        came = f"status {first.status}, then {second.status}"
        return [judgement.finding(clause, came, "the same status twice")]
    before, after = (_stage(runner.spec, probe.operation, exchange) for exchange in (first, second))
    if before is not None and after is not None and after < before:
        return [
            judgement.finding(clause, "an earlier stage of its life than the read before", "the same or a later one")
        ]
    return []


def _stage(spec: Spec, operation: Operation, exchange: Exchange) -> int | None:
    """How far the record is in its life: the index of the example in `x-life` whose words it shares."""
    accepted = operation.accepted
    media = spec.resolve(next(iter(accepted.media.values()), {})) if accepted is not None else {}
    life = [media["examples"][name]["value"] for name in media.get("x-life", [])]
    words = {key for stage in life for key, value in stage.items() if _is_word(value)}
    telling = [key for key in words if len({stage.get(key) for stage in life}) == len(life)]
    record = exchange.json if exchange.has_json else None
    for key in telling:
        known = _named(record, key)
        stages = [index for index, stage in enumerate(life) if stage.get(key) == known]
        if _is_word(known) and stages:
            return stages[0]
    return None


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value.replace("_", "").isalpha()


def _named(value: Any, name: str, depth: int = 2) -> Any:
    """What a record holds under a name, at its top or inside an envelope."""
    if not isinstance(value, dict) or depth < 0:
        return None
    if name in value:
        return value[name]
    return next((found for child in value.values() if (found := _named(child, name, depth - 1)) is not None), None)

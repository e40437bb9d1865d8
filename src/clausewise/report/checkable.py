"""The clauses that a run of the whole plan puts to the test, whatever a conforming server answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clausewise.checks.every_answer import ASPECTS
from clausewise.checks.exercised import certain
from clausewise.probes.followed import followed_id, told_id
from clausewise.probes.keys import takes_keys, ways_in
from clausewise.probes.known_parameters import is_readable
from clausewise.probes.probe import Expected, Kind, Probe, Then
from clausewise.probes.run_plan import RunPlan
from clausewise.run.following.decidable import decided, decided_by_calls, needs_of_tasks
from clausewise.run.record_ids import id_name
from clausewise.spec import BASES, Basis, Clause, Operation
from clausewise.spec.clauses import weakest
from clausewise.spec.media_ranges import essence, is_json
from clausewise.spec.operations import JSON, made_at


@dataclass(frozen=True)
class Checkable:
    """A clause that some probes can find broken. `basis` is the strongest that such a finding has."""

    clause: Clause
    basis: Basis
    probes: tuple[str, ...]

    def fails_at(self, basis: Basis) -> bool:
        """Tell whether a server that is judged at `basis` fails where it breaks the clause."""
        return self.clause.binds_at(basis, self.basis)


def checkable(plan: RunPlan) -> dict[str, Checkable]:
    """Every clause that the plan can find broken, by its id."""
    found: dict[str, list[tuple[Clause, Basis, str]]] = {}
    for probe in plan.probes:
        for clause, basis in _testing(plan, probe):
            found.setdefault(clause.id, []).append((clause, weakest(clause.basis, basis), probe.id))
    for probe in plan.followed:
        judged = [(clause, followed_id(probe.id)) for clause in decided(plan, probe)]
        judged += [(clause, told_id(probe.id)) for clause in decided_by_calls(plan, probe)]
        for clause, name in judged:
            found.setdefault(clause.id, []).append((clause, weakest(clause.basis, probe.basis), name))
    return {
        name: Checkable(
            entries[0][0],
            min((basis for _, basis, _ in entries), key=BASES.index),
            tuple(dict.fromkeys(probe for _, _, probe in entries)),
        )
        for name, entries in found.items()
    }


def needs(plan: RunPlan) -> dict[str, str]:
    """The needs of clauses that are not checked, in words, by the id of the clause."""
    options = plan.options
    limit = {options.spec.governing((), "response-time").id: "needs --max-response-time SECONDS"}
    return needs_of_tasks(plan) | ({} if options.judging.max_response_time is not None else limit)


def unsent(plan: RunPlan) -> list[str]:
    """The ids of the operations of which the plan sends no valid request."""
    valid = [probe for probe in plan.whole if probe.expected is Expected.ACCEPTED or probe.kind is Kind.CALL]
    planned = {probe.operation.id for probe in valid}
    links = [link for probe in plan.whole if Then.READ in probe.then for link in probe.operation.links]
    read = {link.target for link in links if is_readable(plan.options.spec, link)}
    return [operation.id for operation in plan.options.spec.operations if operation.id not in planned | read]


def _testing(plan: RunPlan, probe: Probe) -> Iterator[tuple[Clause, Basis]]:
    spec = plan.options.spec
    for clause in _of_every_answer(plan, probe):
        yield clause, clause.basis
    if probe.expected is Expected.OPEN:
        return
    yield from ((clause, probe.basis) for clause in probe.clauses)
    if probe.expected is Expected.REFUSED:
        if probe.call.method != probe.operation.method:
            yield spec.governing(probe.operation.location, "allow"), "documented"
        return
    yield from ((clause, "documented") for clause in _answer(plan, probe.operation))
    for link in probe.operation.links:
        made = made_at(spec, probe.operation, link)
        twice = ("unique", "fresh") if Then.REPEAT in probe.then else ()
        yield from ((spec.governing(made, word), "documented") for word in twice)
    for link in probe.operation.links if Then.READ in probe.then else ():
        if not is_readable(spec, link):
            continue
        target = spec.operation(link.target)
        words = ("method", "idempotent", *(("identity",) if id_name(spec, link) is not None else ()))
        yield from ((spec.governing(target.location, word), "documented") for word in words)
        yield from ((clause, "documented") for clause in _answer(plan, target))
        if spec.security_scheme is not None and plan.options.key is not None and takes_keys(spec, target):
            yield spec.governing(spec.security_scheme, "auth"), "documented"


def _of_every_answer(plan: RunPlan, probe: Probe) -> Iterator[Clause]:
    options = plan.options
    aspects = [*ASPECTS]
    if options.key is not None or probe.call.credential not in ("given", "none"):
        aspects.append("secrets")
    if options.judging.max_response_time is not None:
        aspects.append("response-time")
    if probe.expected is Expected.REFUSED and probe.call.method == probe.operation.method:
        refusals = [listed for listed in probe.operation.responses if listed.status.startswith("4")]
        aspects += ["refusal-status"] * bool(refusals)
        aspects += ["error-shape"] * any(
            bool(listed.media)
            and all(listed.has_json(essence(name)) for name in listed.media)
            and probe.operation.answers_with_body
            for listed in refusals
        )
    for aspect in aspects:
        yield options.spec.governing((), aspect)


def _answer(plan: RunPlan, operation: Operation) -> Iterator[Clause]:
    """The clauses that any acceptance puts to the test."""
    spec = plan.options.spec
    promised, scheme = operation.accepted, spec.security_scheme
    if plan.options.key is None and scheme is not None and {} in ways_in(spec, operation):
        yield spec.governing(scheme, "anonymous")
        yield spec.governing(scheme, "auth")
    if promised is None:
        return
    if sum(listed.accepts for listed in operation.responses) > 1:
        return  # a server may give any of them
    yield spec.governing(promised.location, "status")
    if promised.media:
        yield spec.governing(promised.location, "media-type")
    names = [essence(name) for name in promised.media]
    place = promised.judged(names[0] if is_json(names[0]) else JSON) if len(names) == 1 else None
    if place is not None and operation.answers_with_body:
        yield from certain(spec, place)

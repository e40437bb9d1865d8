"""The plan: every probe of a run, in the order in which it is sent. The same spec and options make the same plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from clausewise.probes import known_parameters as parameters
from clausewise.probes.alike import Alike
from clausewise.probes.grounds import grounds_of
from clausewise.probes.keys import key_probes, needs_another_key, ways_in
from clausewise.probes.near_misses import NearMiss, NearMisses
from clausewise.probes.parameters import calls, complete, parameter_misses
from clausewise.probes.plan_options import PlanOptions
from clausewise.probes.probe import Call, Expected, Kind, Probe
from clausewise.probes.protocol import protocol_probes
from clausewise.probes.row_probes import guarded_at, row_probes
from clausewise.probes.unknown import unknown_id_probes
from clausewise.probes.wire import plain
from clausewise.spec import Operation, Spec
from clausewise.spec.operations import JSON

__all__ = ["PlanOptions", "plan"]


def plan(spec: Spec, options: PlanOptions) -> list[Probe]:
    """Every probe for every operation of the spec: the controls, then what costs nothing on a conforming server."""
    alike = Alike(spec)
    probes = [probe for operation in spec.operations for probe in _operation(spec, operation, options, alike)]
    kinds = list(Kind)
    probes.sort(key=lambda probe: (probe.charged, kinds.index(probe.kind)))
    return controls_first(_told_apart(probes))


def controls_first(probes: list[Probe]) -> list[Probe]:
    """The probes with the first valid request of each operation as its control, and these before all others."""
    leading: dict[str, str] = {}
    for probe in probes:
        if probe.expected is Expected.ACCEPTED and probe.kind in (Kind.CALL, Kind.ROW):
            leading.setdefault(probe.operation.id, probe.id)
    controls = {probe.id for probe in probes if leading.get(probe.operation.id) == probe.id}
    marked = [
        probe if probe.control is (probe.id in controls) else replace(probe, control=not probe.control)
        for probe in probes
    ]
    return sorted(marked, key=lambda probe: not probe.control)


def _told_apart(probes: list[Probe]) -> list[Probe]:
    """The probes, each with an id of its own: a number behind what another is called too, from the second on."""
    seen: Counter[str] = Counter()
    found = []
    for probe in probes:
        seen[probe.id] += 1
        count = seen[probe.id]
        found.append(probe if count == 1 else replace(probe, id=f"{probe.id} ({count})"))
    return found


def _operation(spec: Spec, operation: Operation, options: PlanOptions, alike: Alike) -> Iterator[Probe]:
    if needs_another_key(spec, operation) or parameters.undescribed(operation):
        return  # `unsupported` says so
    yield from unknown_id_probes(spec, operation)
    wanted = parameters.wanted(operation)
    if any(not parameters.known_values(spec, parameter) for parameter in wanted):
        return  # nobody knows which values exist: `unsupported` says so
    bodies = alike.probes(operation, lambda: _complete(spec, operation, options))
    yield from complete(spec, operation, bodies)
    usable = [ground.base for ground in grounds_of(spec, alike.first(operation)) if ground.base is not None]
    if usable:
        call = Call(operation.method, plain(usable[0]), JSON)
        yield from parameter_misses(spec, operation, parameters.with_parameters(spec, operation, call))
    elif not operation.body_media_types and operation.safe:
        demanded = options.key is None and (ways := ways_in(spec, operation)) and {} not in ways
        yield from calls(spec, operation, open_=bool(demanded))
        base = parameters.with_parameters(spec, operation, Call(operation.method))
        yield from parameter_misses(spec, operation, base)


def _complete(spec: Spec, operation: Operation, options: PlanOptions) -> Iterator[Probe]:
    """Every probe of the body of an operation, shape by shape, and those of HTTP on the first of them."""
    grounds = [ground for ground in grounds_of(spec, operation) if ground.base is not None]
    yield from protocol_probes(spec, operation, grounds[0].base if grounds else None)
    for index, ground in enumerate(grounds):
        guarded = ground.fields if options.is_local else [guarded_at(factor) for factor in ground.fields]
        misses = NearMisses(ground.validator, ground.fields, ground.rules, guarded).all()
        if index == 0:
            yield from key_probes(spec, operation, ground.base, key=options.key, broken=next(iter(misses), None))
        yield from (_near_miss(operation, miss) for miss in misses)
        yield from row_probes(spec, operation, ground, guarded, options)


def _near_miss(operation: Operation, miss: NearMiss) -> Probe:
    return Probe(
        f"{operation.id}/near miss/{miss.name}",
        Kind.NEAR_MISS,
        operation,
        Call(operation.method, plain(miss.body), JSON),
        Expected.REFUSED,
        miss.clauses,
        miss.basis,
    )

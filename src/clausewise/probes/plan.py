"""The plan: every probe of a run, in the order in which it is sent. The same spec and options make the same plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from clausewise.probes import known_parameters as parameters
from clausewise.probes.grounds import Ground, grounds_of
from clausewise.probes.keys import key_probes, ways_in
from clausewise.probes.near_misses import NearMiss, NearMisses
from clausewise.probes.parameters import calls, complete, parameter_misses
from clausewise.probes.probe import Call, Expected, Kind, Probe, Then
from clausewise.probes.protocol import protocol_probes
from clausewise.probes.rows import Row, covering_levels, fill, ordered, product_levels, rank, rest_rows, weak_rows
from clausewise.probes.unknown import unknown_field_row, unknown_id_probes
from clausewise.probes.video_rows import decisive_levels
from clausewise.probes.wire import JSON, PLAIN, SOUND, UPPER_CASE, Style, plain
from clausewise.schema.factors import Factor
from clausewise.schema.rules import Rule, cheapest
from clausewise.spec import Operation, Spec
from clausewise.spec.clauses import weakest

#: How many creates are read back by the spec's links.
READ_BACK = 3
#: Methods of requests that change nothing (RFC 9110, 9.2.1), and that are sent where they have no body.
SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class PlanOptions:
    """What a plan is made for.

    `strength`: how many fields each covering row combination has, 1 to 3. `free`: accepted requests
    cost nothing, so the full product of tied fields is added. `is_local`: nobody else sees
    what is made, so safe values may be left where a combination asks for it. `price`: the price of a row,
    None where the spec's order stands for it.
    """

    strength: int = 2
    key: str | None = None
    free: bool = True
    is_local: bool = True
    price: Callable[[Row], float] | None = None


def plan(spec: Spec, options: PlanOptions) -> list[Probe]:
    """Every probe for every operation of the spec: the controls, then what costs nothing on a conforming server."""
    probes = [probe for operation in spec.operations for probe in _operation(spec, operation, options)]
    kinds = list(Kind)
    probes.sort(key=lambda probe: (probe.charged, kinds.index(probe.kind)))
    return controls_first(_told_apart(probes))


def controls_first(probes: list[Probe]) -> list[Probe]:
    """The probes with the first valid request of each operation as its control, and these before all others."""
    leading: dict[str, str] = {}
    for probe in probes:
        if probe.expected is Expected.ACCEPTED and probe.kind in (Kind.CALL, Kind.ROW):
            leading.setdefault(probe.operation.id, probe.id)
    marked = [replace(probe, control=leading.get(probe.operation.id) == probe.id) for probe in probes]
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


def _operation(spec: Spec, operation: Operation, options: PlanOptions) -> Iterator[Probe]:
    yield from unknown_id_probes(spec, operation)
    wanted = parameters.wanted(operation)
    if any(not parameters.told(spec, parameter) for parameter in wanted):
        return  # nobody knows which values exist: `unsupported` says so
    yield from complete(spec, operation, _complete(spec, operation, options))
    usable = [ground.base for ground in grounds_of(spec, operation) if ground.base is not None]
    if usable:
        call = Call(operation.method, plain(usable[0]), JSON)
        yield from parameter_misses(spec, operation, parameters.with_parameters(spec, operation, call))
    elif not operation.body_media_types and operation.method in SAFE:
        demanded = options.key is None and (ways := ways_in(spec, operation)) and {} not in ways
        yield from calls(spec, operation, open_=bool(demanded))
        base = parameters.with_parameters(spec, operation, Call(operation.method))
        yield from parameter_misses(spec, operation, base)


def _complete(spec: Spec, operation: Operation, options: PlanOptions) -> Iterator[Probe]:
    """Every probe of the body of an operation, shape by shape, and those of HTTP on the first of them."""
    grounds = [ground for ground in grounds_of(spec, operation) if ground.base is not None]
    yield from protocol_probes(spec, operation, grounds[0].base if grounds else None)
    for index, ground in enumerate(grounds):
        guarded = ground.fields if options.is_local else [_guarded(factor) for factor in ground.fields]
        misses = NearMisses(ground.validator, ground.fields, ground.rules, guarded).all()
        if index == 0:
            yield from key_probes(spec, operation, ground.base, key=options.key, broken=next(iter(misses), None))
        yield from (_near_miss(operation, miss) for miss in misses)
        yield from _rows(spec, operation, ground, guarded, options)


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


def _rows(
    spec: Spec, operation: Operation, ground: Ground, guarded: list[Factor], options: PlanOptions
) -> Iterator[Probe]:
    fields, tied, label = ground.fields, ground.rules, ground.shape.name
    price = options.price or rank(fields)
    covering = covering_levels(guarded, tied, options.strength, decisive_levels(spec, operation, guarded, tied))
    if not options.is_local:
        covering += _safe_values_left(fields, tied)
    filled = fill(fields, covering, lambda value: not value.weak)
    filled += rest_rows(fields, tied, filled)
    rows = ordered([row for row in filled if ground.takes(row.body)], options.strength, price)

    def named(kind: str) -> str:
        return f"{kind} of {label}," if label else kind

    # The first row is the control, which is sent alone: the cheapest and barest of those whose values are all safe.
    safe = [row for row in rows if all(row.levels[one.name] in one.levels for one in guarded)]
    lead = min(safe, key=lambda row: (price(row), len(row.values)), default=None)
    rows = rows if lead is None else [lead, *(row for row in rows if row is not lead)]
    twice = min(1, len(rows) - 1)
    for index, row in enumerate(rows):
        then = ((Then.REPEAT,) if index == twice else ()) + ((Then.READ,) if index < READ_BACK else ())
        yield _row(spec, operation, named("row"), index, row, SOUND[index % len(SOUND)], then)
    weak = [row for row in weak_rows(fields, tied) if ground.takes(row.body)]
    strange = [row for row in unknown_field_row(spec, ground.shape, fields, tied) if ground.takes(row.body)]
    for index, row in enumerate([*weak, *strange], start=1):
        yield _row(spec, operation, named("weak row"), index - 1, row, UPPER_CASE if index == len(weak) else PLAIN, ())
    if options.free:
        done = {tuple(sorted(row.levels.items())) for row in rows}
        more = [levels for levels in product_levels(fields, tied) if tuple(sorted(levels.items())) not in done]
        products = [row for row in fill(fields, more, lambda value: not value.weak) if ground.takes(row.body)]
        for index, row in enumerate(products):
            yield _row(spec, operation, named(Kind.PRODUCT), index, row, PLAIN, (), Kind.PRODUCT)


def _row(
    spec: Spec,
    operation: Operation,
    label: str,
    index: int,
    row: Row,
    style: Style,
    then: tuple[Then, ...],
    kind: Kind = Kind.ROW,
) -> Probe:
    assert operation.body_location is not None  # noqa: S101 - the caller has looked
    governing = spec.governing(operation.body_location, style.keyword)
    accepted = operation.accepted
    clauses = [spec.governing(accepted.location, "status")] if accepted else []
    clauses += [value.clause for value in row.values.values()]
    call = Call(operation.method, style.write(row.body), style.content_type)
    stands = governing.basis if governing.id in spec.clauses else style.basis
    basis = weakest(stands, *(value.basis for value in row.values.values()))
    return Probe(
        f"{operation.id}/{label} {index + 1:02}/{row.name}",
        kind,
        operation,
        call,
        Expected.ACCEPTED,
        tuple(dict.fromkeys([*clauses, governing])),
        basis,
        row=replace(row, style=style),
        then=then,
    )


def _guarded(factor: Factor) -> Factor:
    """The factor held at its safe value, where it has one."""
    return replace(factor, levels=(factor.safe_level,)) if factor.safe_level else factor


def _safe_values_left(fields: list[Factor], tied: list[Rule]) -> list[dict[str, str]]:
    """One combination for each level that leaves a safe value: they are about that very field."""
    found = []
    for factor in fields:
        for level in factor.levels if factor.safe_level else ():
            levels = cheapest(fields, tied, {factor.name: level})
            if level != factor.safe_level and levels is not None:
                found.append(levels)
    return found

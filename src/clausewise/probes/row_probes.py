"""The probes of valid rows, in the order in which they tell most: surely valid ones, and doubtful ones among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from clausewise.probes.combinations import covering_levels, product_levels
from clausewise.probes.grounds import Ground
from clausewise.probes.plan_options import PlanOptions
from clausewise.probes.probe import Call, Expected, Kind, Probe, Then
from clausewise.probes.rows import Row, fill, ordered, rank, rest_rows, weak_rows
from clausewise.probes.unknown import with_unknown_field
from clausewise.probes.video_rows import decisive_levels
from clausewise.probes.wire import PLAIN, SOUND, UPPER_CASE, Style
from clausewise.schema.factors import Factor
from clausewise.schema.rules import Rule, cheapest
from clausewise.spec import Operation, Spec
from clausewise.spec.clauses import weakest

#: Creates that are read back by the spec's links.
READ_BACK = 3
#: Rows before each doubtful one (by benchmarks.paid_until_named), and further ones that are worth money.
BETWEEN, SPARE_ROWS = 5, 2


def row_probes(
    spec: Spec, operation: Operation, ground: Ground, guarded: list[Factor], options: PlanOptions
) -> Iterator[Probe]:
    """The probes of the rows of one shape of a body, those that tell most for their price first."""
    fields, tied, label = ground.fields, ground.rules, ground.shape.name
    price = options.price or rank(fields)
    left = _safe_values_left(fields, tied) if not options.is_local else []
    decisive = decisive_levels(spec, operation, guarded, tied)
    levels = [*covering_levels(guarded, tied, options.strength, decisive), *left]
    rows = _sound_rows(ground, guarded, levels, options.strength, price)
    spare = max(SPARE_ROWS - len(left), 1) if not options.free else max(len(factor.classes) for factor in fields)
    weak = _doubtful_rows(spec, ground, rows, spare)

    def probe(kind: str, index: int, row: Row, style: Style, then: tuple[Then, ...] = ()) -> Probe:
        called = f"{operation.id}/{kind} of {label}," if label else f"{operation.id}/{kind}"
        made = _row(spec, operation, f"{called} {index + 1:02}/{row.name}", replace(row, style=style))
        return replace(made, then=then)

    twice = min(range(1, min(READ_BACK + 1, len(rows))), key=lambda index: price(rows[index]), default=0)
    sound = [
        probe(
            "row",
            index,
            row,
            SOUND[index % len(SOUND)],
            ((Then.REPEAT,) if index == twice else ()) + ((Then.READ,) if index < READ_BACK else ()),
        )
        for index, row in enumerate(rows)
    ]
    doubtful = [probe("weak row", index, row, PLAIN if index else UPPER_CASE) for index, row in enumerate(weak)]
    yield from _interleaved(sound, doubtful)
    if options.free:
        done = {tuple(sorted(row.levels.items())) for row in rows}
        more = [levels for levels in product_levels(fields, tied) if tuple(sorted(levels.items())) not in done]
        products = [row for row in fill(fields, more, lambda value: not value.weak) if ground.takes(row.body)]
        for index, row in enumerate(products):
            yield replace(probe(Kind.PRODUCT, index, row, PLAIN), kind=Kind.PRODUCT)


def _sound_rows(
    ground: Ground, guarded: list[Factor], levels: list[dict[str, str]], strength: int, price: Callable[[Row], float]
) -> list[Row]:
    """Rows of values that no server may refuse: the control first, then those that tell most for their price."""
    fields, tied = ground.fields, ground.rules
    filled = fill(fields, levels, lambda value: not value.weak)
    by_price = ordered(fields, [row for row in filled if ground.takes(row.body)], strength, price)
    # The first row is the control, which is sent alone: the cheapest and barest of those whose values are all safe.
    safe = [row for row in by_price if all(row.levels[one.name] in one.levels for one in guarded)]
    lead = min(safe, key=lambda row: (price(row), len(row.values)), default=None)
    by_price = by_price if lead is None else [lead, *(row for row in by_price if row is not lead)]
    # Filled again in their order: the first rows hold the plainest values, then those that tell most.
    filled = fill(fields, [row.levels for row in by_price], lambda value: not value.weak)
    return [row for row in [*filled, *rest_rows(fields, tied, filled)] if ground.takes(row.body)]


def _doubtful_rows(spec: Spec, ground: Ground, rows: list[Row], spare: int) -> list[Row]:
    """Rows of values that a server may refuse, one of them with a field that the spec does not list."""
    weak = [row for row in weak_rows(ground.fields, ground.rules, rows, spare) if ground.takes(row.body)]
    if weak:
        place = min(1, len(weak) - 1)  # not the first where there are more, which is spelt in another way
        strange = with_unknown_field(spec, ground.shape, weak[place])
        weak[place] = strange if ground.takes(strange.body) else weak[place]
    return weak


def _interleaved(sound: list[Probe], doubtful: list[Probe]) -> Iterator[Probe]:
    """Rows that are surely valid, and after each few of them one that is doubtful: crashes show early."""
    for index in range(max(len(sound), len(doubtful))):
        yield from sound[index * BETWEEN : (index + 1) * BETWEEN]
        yield from doubtful[index : index + 1]


def _row(spec: Spec, operation: Operation, name: str, row: Row) -> Probe:
    """The probe of a row, in its style."""
    style = row.style
    assert operation.body_location is not None  # noqa: S101 - the caller has looked
    governing = spec.governing(operation.body_location, style.keyword)
    accepted = operation.accepted
    clauses = [spec.governing(accepted.location, "status")] if accepted else []
    clauses += [value.clause for value in row.values.values()]
    call = Call(operation.method, style.write(row.body), style.content_type)
    stands = governing.basis if governing.id in spec.clauses else style.basis
    basis = weakest(stands, *(value.basis for value in row.values.values()))
    told = tuple(dict.fromkeys([*clauses, governing]))
    return Probe(name, Kind.ROW, operation, call, Expected.ACCEPTED, told, basis, row=row)


def guarded_at(factor: Factor) -> Factor:
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

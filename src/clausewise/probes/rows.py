"""Rows: valid combinations of levels, filled with value classes, in the order in which they tell most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

from covertable import make

from clausewise.probes.coverage import Combination, combinations_of
from clausewise.probes.covering import covering, pairs_of
from clausewise.probes.holding import Alternatives, holding
from clausewise.probes.wire import PLAIN, Style
from clausewise.schema.factors import ABSENT, PRESENT, Factor
from clausewise.schema.rules import Levels, Rule, body, cheapest
from clausewise.schema.shapes import WHOLE
from clausewise.schema.value_classes import ValueClass

#: How many arrays are made, of which the smallest is taken; each takes some hundredths of a second.
ATTEMPTS = 12
#: From this strength on one array is made only: it takes about a second.
SLOW_STRENGTH = 3
#: Of more pairs of levels than these the smallest array is not looked for.
LARGE = 1_500
#: A product of more combinations than these is not sent: covering rows hold every pair of it.
MOST_PRODUCT = 500


@dataclass(frozen=True)
class Row:
    """One valid combination. `values` has the value class behind each level that is not absent."""

    levels: Levels
    values: dict[str, ValueClass] = field(hash=False)
    style: Style = PLAIN

    @property
    def body(self) -> Any:
        """The JSON body of the row: an object of its fields, or the one value that it varies as a whole."""
        if WHOLE in self.values:
            return self.values[WHOLE].value
        return {name: value.value for name, value in self.values.items()}

    @property
    def classes(self) -> dict[str, str]:
        """The name of the value class of each field that is there."""
        return {name: value.name for name, value in self.values.items()}

    @property
    def name(self) -> str:
        """The name of the row for people: every level that is there."""
        return ", ".join(f"{name}={value}" if name else value for name, value in self.classes.items())


def covering_levels(
    factors: list[Factor], rules: list[Rule], strength: int, wanted: Sequence[Alternatives] = ()
) -> list[dict[str, str]]:
    """The fewest combinations found that hold every valid combination of `strength` levels, the barest and the fullest.

    These two are what servers are most often wrong about by themselves, and cost no further row. Nor do levels of some
    fields that are `wanted` together in a row.
    """
    usable = {factor.name: list(factor.levels) for factor in factors if factor.levels}
    if not usable:
        return []
    strength = min(strength, len(usable))
    by_name = {factor.name: factor for factor in factors}
    constraints = [_constraint(rule, by_name) for rule in rules]
    ends = [levels for levels in (_end(factors, rules, iter), _end(factors, rules, reversed)) if levels is not None]
    known = {name: tuple(levels) for name, levels in usable.items()}
    if is_large(factors):
        made = covering(known, _partly(constraints), lambda fixed: cheapest(factors, rules, fixed))
        return [*ends, *(levels for levels in made if levels not in ends)]
    key = repr((known, strength, [(rule.fields, rule.schema) for rule in rules], ends, wanted))
    if key not in _MADE:
        _MADE[key] = _smallest(usable, strength, constraints, ends, wanted)
    return [dict(levels) for levels in _MADE[key]]


#: Arrays that were made, by what they cover: many operations of one spec are equal in this.
_MADE: dict[str, list[dict[str, str]]] = {}


def is_large(factors: list[Factor]) -> bool:
    """Whether the pairs of levels are so many that other rows are made for them, which hold pairs only."""
    return pairs_of({factor.name: factor.levels for factor in factors}) > LARGE


def _smallest(
    usable: dict[str, list[str]],
    strength: int,
    constraints: list[dict[str, Any]],
    ends: Sequence[Levels],
    wanted: Sequence[Alternatives],
) -> list[dict[str, str]]:
    attempts = range(ATTEMPTS if strength < SLOW_STRENGTH else 1)
    presets = [{name: levels[name] for name in usable} for levels in ends]
    # What is wanted and stands in no row by chance is asked for too: which of the two makes fewer rows, luck decides.
    asked = [ways[0] for ways in wanted[::2] if ways]
    arrays = [
        make(usable, strength=strength, constraints=constraints, salt=str(attempt), presets=begun)
        for attempt in attempts
        for begun in ([presets, [*presets, *asked]] if asked else [presets])
    ]
    made = sorted(([dict(levels) for levels in array] for array in arrays), key=len)
    held = (holding(array, wanted, strength, _partly(constraints), ends) for array in made)
    return next((array for array in held if array is not None), made[0])


def _partly(constraints: list[dict[str, Any]]) -> Callable[[Levels], bool]:
    """Whether levels keep every rule whose fields they all have."""

    def holds(levels: Levels) -> bool:
        return all(rule["evaluate"](levels) for rule in constraints if all(name in levels for name in rule["requires"]))

    return holds


def _end(
    factors: list[Factor], rules: list[Rule], order: Callable[[tuple[str, ...]], Iterable[str]]
) -> dict[str, str] | None:
    """The valid combination with the first level of each field in an order, that goes with those before it."""
    fixed: dict[str, str] = {}
    for factor in factors:
        for level in order(factor.levels):
            if cheapest(factors, rules, fixed | {factor.name: level}) is not None:
                fixed[factor.name] = level
                break
    return cheapest(factors, rules, fixed)


def product_fields(factors: list[Factor], rules: list[Rule]) -> list[Factor]:
    """The fields that rules tie together or that have values of their own, whose product is sent."""
    tied = {name for rule in rules for name in rule.fields}
    return [factor for factor in factors if factor.enumerated or (factor.name in tied and PRESENT not in factor.levels)]


def product_size(factors: list[Factor], rules: list[Rule]) -> int:
    """How many combinations their product has, valid or not."""
    return prod(len(factor.levels) for factor in product_fields(factors, rules))


def product_levels(factors: list[Factor], rules: list[Rule]) -> list[dict[str, str]]:
    """Every valid combination of these fields; none where there are more than `MOST_PRODUCT`."""
    if product_size(factors, rules) > MOST_PRODUCT:
        return []
    full = product_fields(factors, rules)
    combined = []
    for chosen in product(*(factor.levels for factor in full)):
        fixed = {factor.name: level for factor, level in zip(full, chosen, strict=True)}
        levels = cheapest(factors, rules, fixed)
        if levels is not None:
            combined.append(levels)
    return combined


def fill(factors: list[Factor], rows: Iterable[Levels], wanted: Callable[[ValueClass], bool]) -> list[Row]:
    """Rows with a value class behind each level; every wanted class is used once before one is used twice."""
    used: Counter[tuple[str, str]] = Counter()
    filled = []
    for levels in rows:
        values = {}
        for factor in factors:
            if levels[factor.name] == ABSENT:
                continue
            options = factor.of_level(levels[factor.name])
            options = [value for value in options if wanted(value)] or options[:1]
            uses = [used[factor.name, value.name] for value in options]
            chosen = options[uses.index(min(uses))]
            used[factor.name, chosen.name] += 1
            values[factor.name] = chosen
        filled.append(Row(dict(levels), values))
    return filled


def weak_rows(factors: list[Factor], rules: list[Rule]) -> list[Row]:
    """Rows for the classes that a server may refuse, one of each field at once, on the cheapest combination.

    Where there is no such class, the cheapest row alone.
    """
    weak = [(factor, [value for value in factor.classes if value.weak]) for factor in factors]
    return _one_of_each(factors, rules, weak, at_least=1)


def rest_rows(factors: list[Factor], rules: list[Rule], rows: Iterable[Row]) -> list[Row]:
    """Rows for the classes that no row has yet and no server may refuse, one of each field at once."""
    used = {(name, value.name) for row in rows for name, value in row.values.items()}
    left = [
        (factor, [value for value in factor.classes if not value.weak and (factor.name, value.name) not in used])
        for factor in factors
        if PRESENT in factor.levels
    ]
    return _one_of_each(factors, rules, left, at_least=0)


def _one_of_each(
    factors: list[Factor], rules: list[Rule], wanted: list[tuple[Factor, list[ValueClass]]], *, at_least: int
) -> list[Row]:
    rows = []
    for index in range(max([at_least, *(len(values) for _, values in wanted)])):
        chosen = [(factor, values[index]) for factor, values in wanted if index < len(values)]
        levels = cheapest(factors, rules, {factor.name: _level(factor, value) for factor, value in chosen})
        if levels is None:
            continue
        base = fill(factors, [levels], lambda value: not value.weak)[0]
        rows.append(Row(levels, base.values | {factor.name: value for factor, value in chosen}))
    return rows


def ordered(rows: list[Row], strength: int, price: Callable[[Row], float]) -> list[Row]:
    """The rows so that each next one covers most of what is still uncovered for its price, cheapest first."""
    covered: set[Combination] = set()
    left = list(rows)
    result = []
    tuples = {id(row): combinations_of(row.levels, strength) for row in rows}
    while left:
        best = max(left, key=lambda row: (len(tuples[id(row)] - covered) / max(price(row), 1e-9), -price(row)))
        left.remove(best)
        covered |= tuples[id(best)]
        result.append(best)
    return result


def rank(factors: list[Factor]) -> Callable[[Row], float]:
    """A price for when none is known: 1, and a little more for each step up the spec's order of values."""

    def price(row: Row) -> float:
        steps = sum(factor.levels.index(row.levels[factor.name]) for factor in factors)
        return 1 + steps / 100

    return price


def _level(factor: Factor, value: ValueClass) -> str:
    return PRESENT if PRESENT in factor.levels else value.name


def _constraint(rule: Rule, factors: dict[str, Factor]) -> dict[str, Any]:
    tied = [factors[name] for name in rule.fields]
    known: dict[tuple[str, ...], bool] = {}

    def holds(levels: Levels) -> bool:
        key = tuple(levels[name] for name in rule.fields)
        if key not in known:
            known[key] = rule.holds(body(tied, levels))
        return known[key]

    return {"operator": "fn", "requires": list(rule.fields), "evaluate": holds}

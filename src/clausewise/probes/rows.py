"""Rows: valid combinations of levels, filled with value classes, in the order in which they tell most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from clausewise.probes.coverage import Combination, combinations_of
from clausewise.probes.wire import PLAIN, Style
from clausewise.schema.factors import ABSENT, PRESENT, Factor
from clausewise.schema.rules import Levels, Rule, cheapest
from clausewise.schema.shapes import WHOLE
from clausewise.schema.value_classes import ValueClass


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
    def written(self) -> tuple[str, bytes]:
        """The name of the style, and the body as it goes on the wire; equal requests have equal ones."""
        return self.style.name, self.style.write(self.body)

    @property
    def classes(self) -> dict[str, str]:
        """The name of the value class of each field that is there."""
        return {name: value.name for name, value in self.values.items()}

    @property
    def name(self) -> str:
        """The name of the row for people: every level that is there."""
        return ", ".join(f"{name}={value}" if name else value for name, value in self.classes.items())


def fill(factors: list[Factor], rows: Iterable[Levels], wanted: Callable[[ValueClass], bool]) -> list[Row]:
    """Rows with a value class behind each level; every wanted class is used once before one is used twice.

    Where one would be used twice, a class that is carried, or that somebody has seen, stands in its place.
    """
    used: Counter[tuple[str, str]] = Counter()
    filled = []
    for levels in rows:
        values = {}
        for factor in factors:
            if levels[factor.name] == ABSENT:
                continue
            known = factor.of_level(levels[factor.name])
            options = [value for value in known if wanted(value) and not value.carried] or known[:1]
            if all(used[factor.name, value.name] for value in options):
                likely = [value for value in known if _is_likely_taken(value) and not used[factor.name, value.name]]
                likely.sort(key=lambda value: value.carried)  # what somebody has seen is likelier to be sent
                options = likely[:1] or options
            uses = [used[factor.name, value.name] for value in options]
            chosen = options[uses.index(min(uses))]
            used[factor.name, chosen.name] += 1
            values[factor.name] = chosen
        filled.append(Row(dict(levels), values))
    return filled


def _is_likely_taken(value: ValueClass) -> bool:
    """Tell whether a value may stand in a row that is not about it: it is likely to be taken."""
    return value.carried or (value.weak and value.basis != "assumed")


def weak_rows(factors: list[Factor], rules: list[Rule], rows: Iterable[Row], spare: int) -> list[Row]:
    """Rows for the classes that a server may refuse and no row has, one of each field at once, on the cheapest rest.

    Where there is no such class, the cheapest row alone. Up to `spare` rows more are made for what is carried.
    """
    used = _used(rows)
    left = [
        (factor, [value for value in factor.classes if (factor.name, value.name) not in used]) for factor in factors
    ]
    weak = [(factor, [value for value in values if value.weak and not value.carried]) for factor, values in left]
    carried = [[value for value in values if value.carried] for _, values in left]
    count = max([1, *(len(values) for _, values in weak)])
    most = max([count, *(len(own) + len(more) for (_, own), more in zip(weak, carried, strict=True))])
    count = min(count + spare, most)
    wanted = [(factor, [*own, *more][:count]) for (factor, own), more in zip(weak, carried, strict=True)]
    return _one_of_each(factors, rules, wanted, at_least=1)


def _used(rows: Iterable[Row]) -> set[tuple[str, str]]:
    return {(name, value.name) for row in rows for name, value in row.values.items()}


def rest_rows(factors: list[Factor], rules: list[Rule], rows: Iterable[Row]) -> list[Row]:
    """Rows for the classes that no row has yet and no server may refuse, one of each field at once."""
    used = _used(rows)
    left = [
        (
            factor,
            [
                value
                for value in factor.classes
                if not (value.weak or value.carried) and (factor.name, value.name) not in used
            ],
        )
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


#: New combinations that are worth as much as one value that no row before has.
NEW_VALUE = 10


def ordered(factors: list[Factor], rows: list[Row], strength: int, price: Callable[[Row], float]) -> list[Row]:
    """The rows so that each next one has most of what is new for its price, cheapest first.

    New are values, of which servers refuse more by themselves, and combinations. A field that is there is new as often
    as it has value classes: each row has another one.
    """
    covered: set[Combination] = set()
    left = list(rows)
    result = []
    tuples = {id(row): combinations_of(row.levels, strength) for row in rows}
    unseen = {
        (factor.name, level): sum(not (value.weak or value.carried) for value in factor.of_level(level))
        for factor in factors
        for level in factor.levels
        if level != ABSENT
    }

    def worth(row: Row) -> tuple[float, float]:
        values = sum(unseen.get(choice, 0) > 0 for choice in row.levels.items())
        return (len(tuples[id(row)] - covered) + NEW_VALUE * values) / max(price(row), 1e-9), -price(row)

    while left:
        best = max(left, key=worth)
        left.remove(best)
        covered |= tuples[id(best)]
        for choice in best.levels.items():
            unseen[choice] = unseen.get(choice, 0) - 1
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

"""The baseline of a refused row: the cheapest row of the same shape, to which its values are set back one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from clausewise.probes.grounds import grounds_of
from clausewise.probes.rows import Row, fill
from clausewise.probes.wire import PLAIN
from clausewise.schema.factors import Factor
from clausewise.schema.rules import Rule, cheapest
from clausewise.schema.value_classes import ValueClass
from clausewise.spec import Operation, Spec

#: The values that a server refuses, by field; None where it refuses a body without the field.
Culprits = dict[str, ValueClass | None]


@dataclass(frozen=True)
class Baseline:
    """The cheapest row of a shape, with the fields and the rules of the shape; `valid` says whether it takes a body."""

    factors: list[Factor]
    rules: list[Rule]
    base: Row
    valid: Callable[[object], bool]

    def set_back(self, row: Row, name: str) -> Row | None:
        """The row with the cheapest row's value of one field; None where no such row is valid."""
        candidate = with_value(row, name, self.base.values.get(name))
        return candidate if self.valid(candidate.body) else None

    def without(self, row: Row, culprits: Culprits) -> Row | None:
        """The row with the cheapest row's values of what is at fault, and in the plain style where that is.

        None where nothing else is left of it, or no such row is valid.
        """
        rest = row if culprits else replace(row, style=PLAIN)
        for name in culprits:
            rest = with_value(rest, name, self.base.values.get(name))
        alike = rest.values == row.values and rest.style == row.style
        bare = rest.values == self.base.values and rest.style == PLAIN
        return None if alike or bare or not self.valid(rest.body) else rest


def baseline_of(spec: Spec, operation: Operation, row: Row) -> Baseline | None:
    """The baseline of the shape that a row has; None where no valid row of it is known."""
    names = set(row.levels)
    fitting = [each for each in grounds_of(spec, operation) if names >= {factor.name for factor in each.fields}]
    # Of several shapes with the same fields it is the one whose values the row has.
    known = [each for each in fitting if all(_has(each.fields, name, value) for name, value in row.values.items())]
    for found in [*known, *fitting][:1]:
        levels = cheapest(found.fields, found.rules, {})
        if levels is not None:
            base = fill(found.fields, [levels], lambda value: not value.weak)[0]
            return Baseline(found.fields, found.rules, base, found.takes)
    return None


def _has(fields: list[Factor], name: str, value: ValueClass) -> bool:
    return all(value in factor.classes for factor in fields if factor.name == name)


def with_value(row: Row, name: str, value: ValueClass | None) -> Row:
    """The row with another value of one field, in its place, or without that field."""
    if value is not None:
        return replace(row, values=row.values | {name: value})
    return replace(row, values={key: known for key, known in row.values.items() if key != name})

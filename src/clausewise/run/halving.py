"""A smaller row that crashes a server still, found by halves: each answer on the way may cost money."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from clausewise.probes.rows import Row
from clausewise.probes.wire import PLAIN
from clausewise.run.baseline import Baseline, with_value
from clausewise.schema.value_classes import ValueClass

#: The names of fields whose values stand together: one alone, or with those that a rule wants beside it.
Unit = tuple[str, ...]


@dataclass(frozen=True)
class Halving:
    """Makes a refused row smaller. `refused` asks the server; `innocent` tells what stood in a row that was taken."""

    baseline: Baseline
    refused: Callable[[Row], bool]
    innocent: Callable[[str, ValueClass], bool]

    def smaller(self, row: Row) -> Row:
        """The cheapest row with the one value at fault, where it is at fault by itself and in the plain style.

        Otherwise the row without the values that no row was taken with, where it is refused still; otherwise the row.
        """
        changed = [name for name, value in row.values.items() if self.baseline.base.values.get(name) != value]
        suspects = [name for name in changed if not self.innocent(name, row.values[name])]
        units = [unit for name in suspects if (unit := self._unit(row, name, changed)) is not None]
        if len(units) < len(suspects) or not units:
            return row
        # All of them together are the row, which was refused; in another style it may be for its style.
        is_whole = is_shown = len(suspects) == len(changed) and row.style == PLAIN
        while len(units) > 1:
            half = units[: len(units) // 2]
            candidate = self._beside(row, half)
            if not self.baseline.valid(candidate.body):
                return row
            is_shown = self.refused(candidate)
            units = half if is_shown else units[len(half) :]
        alone = self._beside(row, units)
        if is_shown or self.refused(alone):
            return alone
        if is_whole:
            return row  # without all of them it is the cheapest row, which is taken
        rest = replace(self._beside(row, [(name,) for name in changed if name not in suspects]), style=row.style)
        return rest if self.baseline.valid(rest.body) and self.refused(rest) else row

    def _unit(self, row: Row, name: str, changed: list[str]) -> Unit | None:
        """The value of a field with those of other fields that it needs; None where no such row is valid."""
        tied = [tuple(other for other in rule.fields if other in changed) for rule in self.baseline.rules]
        for unit in [(name,), *(fields for fields in tied if name in fields)]:
            if self.baseline.valid(self._beside(row, [unit]).body):
                return unit
        return None

    def _beside(self, row: Row, units: Iterable[Unit]) -> Row:
        """The cheapest row with the values that a row has of some fields."""
        found = self.baseline.base
        for name in dict.fromkeys(name for unit in units for name in unit):
            found = with_value(found, name, row.values.get(name))
        return found

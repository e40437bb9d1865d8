"""The values at fault in a refused row, found by changing one of its values at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from clausewise.probes.rows import Row
from clausewise.probes.wire import PLAIN
from clausewise.run.baseline import Baseline, Culprits, with_value
from clausewise.run.halving import Halving
from clausewise.schema.value_classes import ValueClass

#: Other values of one field that are tried in the place of one that may be at fault.
ALTERNATIVES = 3


@dataclass(frozen=True)
class Search:
    """A search with a server. `refused` asks it whether it refuses a row; what that raises ends the search.

    `taken` tells whether a row was taken before in this run, `innocent` whether a row with a value was. `is_free`:
    whether refusals cost nothing.
    """

    baseline: Baseline
    refused: Callable[[Row], bool]
    taken: Callable[[Row], bool] = lambda _: False
    innocent: Callable[[str, ValueClass], bool] = lambda *_: False
    is_free: bool = True

    def culprits(self, row: Row) -> tuple[Culprits, Row]:
        """The values at fault, and the row that is left of it.

        That row is refused still. It is taken without any one of these values, but for one that a rule ties to the
        others so that it cannot be set back alone.
        """
        baseline = self.baseline
        fields = list(dict.fromkeys([*row.values, *baseline.base.values]))
        safe = {factor.name for factor in baseline.factors if factor.safe_level}
        untried = sorted(fields, key=lambda name: name not in safe)  # so that the safe value stands in all the others
        known = self.taken(baseline.base)
        single = self._single(row, untried, safe) if self.is_free and known else None
        if single is not None:
            return single
        if not known and self.refused(baseline.base):
            return self._in_base(), baseline.base
        if not self.is_free:
            row = Halving(baseline, self.refused, self.innocent).smaller(row)
        current = row
        # A value that a rule ties can be set back only after the others: again, until none is left that can.
        while (found := self._next(current, untried)) is not None:
            name, candidate = found
            # Each is tried once: where a row is taken without a value, a smaller one is taken without it too.
            untried.remove(name)
            if not self.taken(candidate) and self.refused(candidate):
                current = candidate
        if current.values == baseline.base.values and row.style == PLAIN:
            return self._in_base(), baseline.base  # it was taken before, and is not any more
        plain = replace(current, style=PLAIN)
        # With the cheapest values and in the plain style it would be the cheapest row, which is taken.
        if row.style != PLAIN and current.values != baseline.base.values and self.refused(plain):
            current = plain
        left = {name: current.values.get(name) for name in fields}
        at_fault: Culprits = {name: value for name, value in left.items() if baseline.base.values.get(name) != value}
        return at_fault | self._tied(current, at_fault), current

    def _single(self, row: Row, names: list[str], safe: set[str]) -> tuple[Culprits, Row] | None:
        """The one value without which the whole row is taken, and the row with nothing but it; None where none is.

        All but one of these questions are answered by a refusal, so that one at most costs money.
        """
        for name in names:
            value = row.values.get(name)
            candidate = self.baseline.set_back(row, name) if value != self.baseline.base.values.get(name) else None
            if candidate is None:
                continue
            if self.refused(candidate):
                row = candidate if name in safe else row
                continue
            alone = with_value(self.baseline.base, name, value)
            if self.taken(candidate) and self.baseline.valid(alone.body) and self.refused(alone):
                return {name: value} | self._tied(alone, {name: value}), alone
            return None  # at fault only beside others, or there only for them
        return None

    def _next(self, row: Row, names: list[str]) -> tuple[str, Row] | None:
        """The first of some fields whose value can be set back to that of the cheapest row, and the row then."""
        for name in names:
            changed = row.values.get(name) != self.baseline.base.values.get(name)
            candidate = self.baseline.set_back(row, name) if changed else None
            if candidate is not None:
                return name, candidate
        return None

    def _tied(self, row: Row, at_fault: Culprits) -> Culprits:
        """Find what else is at fault by a rule: a value of the cheapest row, in place of which another is taken."""
        fields = {name for rule in self.baseline.rules if set(rule.fields) & set(at_fault) for name in rule.fields}
        for factor in self.baseline.factors:
            own = row.values.get(factor.name)
            if factor.name not in fields or factor.name in at_fault or own is None:
                continue
            for other in factor.classes if factor.enumerated else ():
                if other != own and self._taken(with_value(row, factor.name, other)):
                    return {factor.name: own}
        return {}

    def _in_base(self) -> Culprits:
        """Find what the server does not take of the cheapest row itself: a value, or that a field is left out."""
        base = self.baseline.base
        for factor in self.baseline.factors:
            own = base.values.get(factor.name)
            others: list[ValueClass | None] = [value for value in factor.classes if value != own and not value.weak]
            others = [*others[:ALTERNATIVES], *([None] if own is not None and not factor.required else [])]
            if any(self._taken(with_value(base, factor.name, other)) for other in others):
                return {factor.name: own}
        return {}

    def _taken(self, row: Row) -> bool:
        return self.baseline.valid(row.body) and not self.refused(row)

"""The coverage of rows: single value classes, and combinations of levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clausewise.schema.rules import Levels

#: Levels of one or several fields that stand together in a row.
Combination = frozenset[tuple[str, str]]


def combinations_of(levels: Levels, strength: int) -> set[Combination]:
    """Every combination of `strength` fields that a row with these levels covers."""
    return {frozenset(chosen) for chosen in combinations(sorted(levels.items()), min(strength, len(levels)))}


@dataclass
class Coverage:
    """The coverage of some rows together; fields of two operations are two fields, also where they have one name."""

    strength: int
    values: set[tuple[str, str, str]] = field(default_factory=set)
    combinations: set[tuple[str, Combination]] = field(default_factory=set)

    def add(self, operation: str, levels: Levels, classes: Mapping[str, str]) -> None:
        """Count a row of an operation, by its id: the level of every field, the value class of those that are there."""
        self.values |= {(operation, name, value) for name, value in classes.items()}
        self.combinations |= {(operation, found) for found in combinations_of(levels, self.strength)}

    def of(self, whole: Coverage) -> dict[str, dict[str, int]]:
        """The share of what a whole plan covers, as contract.json has it."""
        return {
            "values": {"covered": len(self.values), "of": len(whole.values)},
            "combinations": {"covered": len(self.combinations), "of": len(whole.combinations)},
        }

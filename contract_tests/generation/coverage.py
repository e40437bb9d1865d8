"""What a set of rows covers: combinations of levels, and single value classes."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.generation.rows import Row
    from contract_tests.generation.rules import Levels

#: Levels of one or several fields that stand together in a row.
Combination = frozenset[tuple[str, str]]


def combinations_of(levels: Levels, strength: int) -> set[Combination]:
    """Every combination of `strength` fields that a row with these levels covers."""
    return {frozenset(chosen) for chosen in combinations(sorted(levels.items()), min(strength, len(levels)))}


def classes_of(row: Row) -> set[tuple[str, str]]:
    """Every value class that a row covers, as field and name."""
    return {(name, value.name) for name, value in row.values.items()}


def covered(rows: Iterable[Row], strength: int) -> set[Combination]:
    """Every combination of `strength` fields that some rows cover together."""
    return {combination for row in rows for combination in combinations_of(row.levels, strength)}

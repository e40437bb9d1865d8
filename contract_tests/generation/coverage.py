"""What a row covers: combinations of levels."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract_tests.generation.rules import Levels

#: Levels of one or several fields that stand together in a row.
Combination = frozenset[tuple[str, str]]


def combinations_of(levels: Levels, strength: int) -> set[Combination]:
    """Every combination of `strength` fields that a row with these levels covers."""
    return {frozenset(chosen) for chosen in combinations(sorted(levels.items()), min(strength, len(levels)))}

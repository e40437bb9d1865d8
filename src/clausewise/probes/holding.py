"""Changing covering rows so that some levels stand together in one of them, and all stays covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import product

from clausewise.probes.coverage import combinations_of
from clausewise.schema.rules import Levels

#: Levels of some fields, in each of the ways that will do.
Alternatives = list[dict[str, str]]


def holding(
    rows: list[dict[str, str]],
    wanted: Sequence[Alternatives],
    strength: int,
    keeps: Callable[[Levels], bool],
    fixed: Sequence[Levels] = (),
) -> list[dict[str, str]] | None:
    """The rows, changed so that all that is wanted is held; None where that would cost something covered.

    `keeps` says whether levels keep every rule. The `fixed` rows are left as they are.
    """
    found = [dict(row) for row in rows]
    kept = [alternatives for alternatives in wanted if alternatives]
    for alternatives in kept:
        if not any(_holds(row, way) for row in found for way in alternatives):
            taken = _taken(found, alternatives, kept, strength, keeps, fixed)
            if taken is None:
                return None
            found = taken
    return found


def _taken(
    rows: list[dict[str, str]],
    alternatives: Alternatives,
    wanted: list[Alternatives],
    strength: int,
    keeps: Callable[[Levels], bool],
    fixed: Sequence[Levels],
) -> list[dict[str, str]] | None:
    """The rows with one of them changed into one of the alternatives, with nothing lost; None where none can be."""
    needed = [ways for ways in wanted if any(_holds(row, way) for row in rows for way in ways)]
    count = Counter(found for row in rows for found in combinations_of(row, strength))
    for index, way in product(range(len(rows)), alternatives):
        changed = rows[index] | way
        if rows[index] in fixed or not keeps(changed):
            continue
        lost = combinations_of(rows[index], strength) - combinations_of(changed, strength)
        others = [*rows[:index], changed, *rows[index + 1 :]]
        if all(count[each] > 1 for each in lost) and all(
            any(_holds(row, each) for row in others for each in ways) for ways in needed
        ):
            return others
    return None


def _holds(row: Levels, way: Levels) -> bool:
    return all(row.get(name) == level for name, level in way.items())

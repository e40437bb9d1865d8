"""Arrays with fewer rows cover and hold what they are to, and keep the rules."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import combinations, product

import pytest

from clausewise.probes.annealing import Array, Constraint, fewer_rows

LEVELS = {"a": ["1", "2", "3"], "b": ["1", "2", "3"], "c": ["1", "2"], "d": ["1", "2"], "e": ["1", "2"]}


def _keeps(row: Mapping[str, str]) -> bool:
    return not (row["a"] == "1" and row["b"] == "3")


RULE: Constraint = (["a", "b"], _keeps)
ALL = [dict(zip(LEVELS, levels, strict=True)) for levels in product(*LEVELS.values())]
#: In a random order, so that any of them may come first.
KEPT = random.Random(1).sample([row for row in ALL if _keeps(row)], 64)  # noqa: S311 - an order


def _pairs(array: Array) -> set[tuple[tuple[str, str], ...]]:
    return {pair for row in array for pair in combinations(row.items(), 2)}


def _covering() -> Array:
    """Rows that each hold a pair that none before them has."""
    found: Array = []
    for row in KEPT:
        if not _pairs([row]) <= _pairs(found):
            found.append(row)
    return found


@pytest.mark.parametrize("pinned", [0, 2])
def test_each_array_covers_every_pair_keeps_the_rules_and_begins_with_the_pinned_rows(pinned: int) -> None:
    array = _covering()
    found = fewer_rows(LEVELS, array, pinned, [RULE])
    assert [len(rows) for rows in found] == [*range(len(found[0]), len(array) + 1)]
    assert len(found[0]) <= 9 < len(array)  # a and b alone have 8 pairs
    for rows in found:
        assert _pairs(rows) == _pairs(array)
        assert all(map(_keeps, rows))
        assert rows[:pinned] == array[:pinned]
    assert fewer_rows(LEVELS, array, pinned, [RULE]) == found


def test_what_is_wanted_together_is_held_by_each() -> None:
    array = _covering()
    missing = [row for row in KEPT if row not in array]
    wanted = [[dict(missing[0])], [dict(missing[1]), dict(missing[2])]]
    found = fewer_rows(LEVELS, array, 0, [RULE], wanted)
    assert found
    assert len(found[-1]) == len(array), "as many rows as there were: they did not hold it"
    for rows in found:
        assert _pairs(rows) == _pairs(array)
        assert all(any(way in rows for way in ways) for ways in wanted)


def test_what_no_row_may_hold_gives_none() -> None:
    assert fewer_rows(LEVELS, _covering(), 0, [RULE], [[{"a": "1", "b": "3"}]]) == []

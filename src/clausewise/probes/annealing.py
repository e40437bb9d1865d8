"""Fewer rows that cover the same: a covering array without one of its rows, mended by simulated annealing."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

Array = list[dict[str, str]]
#: How many changes of one level are tried for each row that is to be saved.
CHANGES = 60_000
#: How likely a change is that uncovers one pair, at the begin and at the end, as the e-th part of it.
HOT, COLD = 0.5, 0.2
#: So many pairs are worth the search: with more of them it takes long, and saves a small part.
MOST_PAIRS = 2_000

_Pair = tuple[int, str, int, str]
#: Levels by the places of their fields, in each of the ways that will do.
_Ways = list[list[tuple[int, str]]]


def fewer_rows(
    levels: Mapping[str, Sequence[str]],
    array: Array,
    pinned: int,
    valid: Callable[[Mapping[str, str]], bool],
    wanted: Sequence[Sequence[Mapping[str, str]]] = (),
) -> list[Array]:
    """Arrays that cover every pair of levels that this one does, each in a row less, the smallest first.

    The first `pinned` rows stay as they are. Of the levels that are `wanted` together in a row one way each is held.
    The same input gives the same arrays.
    """
    names = list(levels)
    choices = [list(levels[name]) for name in names]
    best = [[row[name] for name in names] for row in array]
    pairs = {pair for row in best for pair in _pairs(row)}
    ways = [[[(names.index(name), level) for name, level in way.items()] for way in group] for group in wanted if group]
    smaller: list[Array] = []
    while len(pairs) <= MOST_PAIRS and len(best) > max(pinned, 1):
        search = _Search(best[:-1], pairs, choices, pinned, ways)
        found = search.mended(lambda row: valid(dict(zip(names, row, strict=True))))
        if found is None:
            break
        best = found
        smaller.insert(0, [dict(zip(names, row, strict=True)) for row in best])
    return smaller


class _Search:
    """A search from some rows for ones that cover every pair and hold what is wanted."""

    def __init__(
        self, rows: list[list[str]], pairs: set[_Pair], choices: list[list[str]], pinned: int, ways: list[_Ways]
    ) -> None:
        self.rows = [list(row) for row in rows]
        self.pairs = pairs
        self.choices = choices
        self.pinned = pinned
        self.ways = ways
        self.counts = Counter(pair for row in self.rows for pair in _pairs(row))
        self.held = Counter(group for row in self.rows for group in self._holds(row))
        self.missing = sum(pair not in self.counts for pair in pairs) + sum(
            not self.held[group] for group in range(len(ways))
        )

    def mended(self, valid: Callable[[list[str]], bool]) -> list[list[str]] | None:
        """The rows when nothing is missing any more; None where that was not reached."""
        chance = random.Random(len(self.rows))  # noqa: S311 - a search, no secret: it goes the same way each time
        free = [place for place, known in enumerate(self.choices) if len(known) > 1]
        if self.pinned >= len(self.rows) or not free:
            return None
        for step in range(CHANGES):
            if self.missing == 0:
                return self.rows if self.pairs <= {pair for row in self.rows for pair in _pairs(row)} else None
            row = self.rows[chance.randrange(self.pinned, len(self.rows))]
            place = free[chance.randrange(len(free))]
            old, new = row[place], self.choices[place][chance.randrange(len(self.choices[place]))]
            if new == old:
                continue
            heat = HOT * (COLD / HOT) ** (step / CHANGES)
            before = self._holds(row)
            row[place] = new
            if not valid(row) or not self._taken(row, place, old, before, partial(_worth, heat, chance)):
                row[place] = old
        return None

    def _taken(self, row: list[str], place: int, old: str, before: list[int], worth: Callable[[int], bool]) -> bool:
        """Count a change of one level, where it is worth what it uncovers."""
        lost, won, after = _of(row, place, old), _of(row, place, row[place]), self._holds(row)
        cost = sum(self.counts[pair] == 1 for pair in lost) - sum(self.counts[pair] == 0 for pair in won)
        cost += sum(self.held[group] == 1 and group not in after for group in before)
        cost -= sum(self.held[group] == 0 for group in after)
        if not worth(cost):
            return False
        self.counts.subtract(lost)
        self.counts.update(won)
        self.held.subtract(before)
        self.held.update(after)
        self.missing += cost
        return True

    def _holds(self, row: list[str]) -> list[int]:
        """The wanted combinations that a row holds."""
        return [
            group
            for group, ways in enumerate(self.ways)
            if any(all(row[place] == level for place, level in way) for way in ways)
        ]


def _worth(heat: float, chance: random.Random, cost: int) -> bool:
    return cost <= 0 or chance.random() < math.exp(-cost / heat)


def _pairs(row: list[str]) -> list[_Pair]:
    return [(a, row[a], b, row[b]) for b in range(len(row)) for a in range(b)]


def _of(row: list[str], place: int, level: str) -> list[_Pair]:
    """The pairs of a row that one level at a place makes."""
    before = [(other, row[other], place, level) for other in range(place)]
    return before + [(place, level, other, row[other]) for other in range(place + 1, len(row))]

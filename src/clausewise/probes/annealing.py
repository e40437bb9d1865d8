"""Fewer rows that cover the same: a covering array without one of its rows, mended by simulated annealing."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

Array = list[dict[str, str]]
#: How many changes of one level are tried for each row that is to be saved.
CHANGES = 60_000
#: How likely a change is that uncovers one pair, at the begin and at the end, as the e-th part of it.
HOT, COLD = 0.5, 0.2
#: So many pairs are worth the search: with more of them it takes long, and saves a small part.
MOST_PAIRS = 2_000

_Pair = tuple[int, str, int, str]


def fewer_rows(
    levels: Mapping[str, Sequence[str]], array: Array, pinned: int, valid: Callable[[Mapping[str, str]], bool]
) -> list[Array]:
    """Arrays that cover every pair of levels that this one does, each in a row less, the smallest first.

    The first `pinned` rows stay as they are. The same input gives the same arrays.
    """
    names = list(levels)
    choices = [list(levels[name]) for name in names]
    best = [[row[name] for name in names] for row in array]
    wanted = Counter(pair for row in best for pair in _pairs(row)).keys()
    if len(wanted) > MOST_PAIRS:
        return []
    smaller: list[Array] = []
    while len(best) > max(pinned, 1):
        found = _mended(best[:-1], set(wanted), choices, pinned, lambda row: valid(dict(zip(names, row, strict=True))))
        if found is None:
            break
        best = found
        smaller.insert(0, [dict(zip(names, row, strict=True)) for row in best])
    return smaller


def _mended(
    rows: list[list[str]],
    wanted: set[_Pair],
    choices: list[list[str]],
    pinned: int,
    valid: Callable[[list[str]], bool],
) -> list[list[str]] | None:
    """The rows, changed so that they cover every wanted pair; None where that was not reached."""
    chance = random.Random(len(rows))  # noqa: S311 - a search, no secret: the same rows are found each time
    rows = [list(row) for row in rows]
    counts = Counter(pair for row in rows for pair in _pairs(row))
    missing = len(wanted) - len(counts)
    free = [place for place, known in enumerate(choices) if len(known) > 1]
    if pinned >= len(rows) or not free:
        return None
    for step in range(CHANGES):
        if missing == 0:
            return rows if wanted <= {pair for row in rows for pair in _pairs(row)} else None
        heat = HOT * (COLD / HOT) ** (step / CHANGES)
        row = rows[chance.randrange(pinned, len(rows))]
        place = free[chance.randrange(len(free))]
        known = choices[place]
        old, new = row[place], known[chance.randrange(len(known))]
        if new == old:
            continue
        row[place] = new
        if not valid(row):
            row[place] = old
            continue
        lost, won = _of(row, place, old), _of(row, place, new)
        change = sum(counts[pair] == 1 for pair in lost) - sum(counts[pair] == 0 for pair in won)
        if change > 0 and chance.random() >= math.exp(-change / heat):
            row[place] = old
            continue
        for pair in lost:
            counts[pair] -= 1
        for pair in won:
            counts[pair] += 1
        missing += change
    return None


def _pairs(row: list[str]) -> list[_Pair]:
    return [(a, row[a], b, row[b]) for b in range(len(row)) for a in range(b)]


def _of(row: list[str], place: int, level: str) -> list[_Pair]:
    """The pairs of a row that one level at a place makes."""
    before = [(other, row[other], place, level) for other in range(place)]
    return before + [(place, level, other, row[other]) for other in range(place + 1, len(row))]

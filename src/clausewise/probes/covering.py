"""Covering many fields: rows that hold every pair of levels, made one after the other, each full of new pairs.

The library that makes the smallest sets takes the cube of the number of fields; this the square, with some more rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

#: A level of a field.
Choice = tuple[str, str]


def pairs_of(levels: Mapping[str, tuple[str, ...]]) -> int:
    """The number of pairs of levels of two fields there are, allowed or not."""
    sizes = [len(each) for each in levels.values()]
    return (sum(sizes) ** 2 - sum(size**2 for size in sizes)) // 2


def covering(
    levels: Mapping[str, tuple[str, ...]],
    holds: Callable[[Mapping[str, str]], bool],
    completed: Callable[[Mapping[str, str]], dict[str, str] | None],
) -> list[dict[str, str]]:
    """Rows that hold every pair that a valid row can hold.

    `holds` says whether some levels together break no rule as far as they go; `completed` gives a valid row that has
    them, or None.
    """
    left: dict[Choice, dict[Choice, None]] = {(name, level): {} for name, each in levels.items() for level in each}
    for one, other in combinations(levels, 2):
        for first in levels[one]:
            for second in levels[other]:
                left[one, first][other, second] = None
                left[other, second][one, first] = None
    rows = []
    for seed in [(choice, other) for choice, others in left.items() for other in others]:
        if seed[1] not in left[seed[0]]:
            continue
        row = _row(dict(seed), levels, left, holds, completed)
        chosen: list[Choice] = list(row.items()) if row is not None else list(seed)  # no valid row can hold that seed
        for first_of, second_of in combinations(chosen, 2):
            left[first_of].pop(second_of, None)
            left[second_of].pop(first_of, None)
        rows += [row] if row is not None else []
    return rows


def each_once(
    levels: Mapping[str, tuple[str, ...]],
    holds: Callable[[Mapping[str, str]], bool],
    completed: Callable[[Mapping[str, str]], dict[str, str] | None],
) -> list[dict[str, str]]:
    """Rows that hold every level that a valid row can hold, each once where that can be."""
    left = {name: list(each) for name, each in levels.items()}
    rows = []
    while any(left.values()):
        row: dict[str, str] = {}
        for name, each in levels.items():
            ranked = [*left[name], *each]
            row[name] = next((level for level in ranked if holds({**row, name: level})), each[0])
        seed = next((name, each[0]) for name, each in left.items() if each)
        whole = row if holds(row) and row[seed[0]] == seed[1] else completed(dict([seed]))
        for name, level in (whole or dict([seed])).items():
            if level in left[name]:
                left[name].remove(level)
        rows += [whole] if whole is not None else []
    return rows


def _row(
    seed: dict[str, str],
    levels: Mapping[str, tuple[str, ...]],
    left: Mapping[Choice, Mapping[Choice, None]],
    holds: Callable[[Mapping[str, str]], bool],
    completed: Callable[[Mapping[str, str]], dict[str, str] | None],
) -> dict[str, str] | None:
    row = dict(seed)
    for name, each in levels.items():
        if name in row:
            continue
        ranked = sorted(each, key=lambda level: -sum(choice in left[name, level] for choice in row.items()))
        fitting = next((level for level in ranked if holds({**row, name: level})), None)
        if fitting is None:
            return completed(seed)
        row[name] = fitting
    return row

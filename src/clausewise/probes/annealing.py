"""Saving rows: covering arrays with fewer of them, found by simulated annealing."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product

Array = list[dict[str, str]]
#: The fields of a rule, and what tells whether their levels keep it.
Constraint = tuple[Sequence[str], Callable[[Mapping[str, str]], bool]]

#: Changes of one level that are tried in one search, which takes about 0.05 s; searches for one number of rows, and for
#: all numbers of rows of one array.
CHANGES, TIMES, IN_ALL = 40_000, 8, 16
#: Temperatures at the first and the last change: one that uncovers n pairs has the chance exp(-n / temperature).
HOT, COLD = 0.5, 0.2
#: The number of things missing at the end of a search from which on no other one for as few rows is begun.
HOPELESS = 4
#: The most pairs that are worth the search: with more it takes long, and saves little.
MOST_PAIRS = 2_000

#: A count that no change makes a difference to.
SETTLED = 2

#: A row as the numbers of its levels; each level of each field has a number of its own.
_Row = list[int]
#: Levels by the places of their fields, in each of the ways that will do.
_Ways = list[list[tuple[int, int]]]


def fewer_rows(
    levels: Mapping[str, Sequence[str]],
    array: Array,
    pinned: int,
    constraints: Sequence[Constraint],
    wanted: Sequence[Sequence[Mapping[str, str]]] = (),
) -> list[Array]:
    """Arrays of at most as many rows that cover every pair of levels that this one does, the smallest first.

    The first `pinned` rows stay as they are. Of the levels that are `wanted` together in a row one way each is held.
    This array is among them where it holds those. The same input gives the same arrays.
    """
    names = list(levels)
    known = [(place, level) for place, name in enumerate(names) for level in levels[name]]
    number = {found: index for index, found in enumerate(known)}
    choices = [[number[place, level] for level in levels[name]] for place, name in enumerate(names)]
    rules = [_Rule([names.index(name) for name in fields], names, known, holds) for fields, holds in constraints]
    ways = [
        [[(names.index(name), number[names.index(name), level]) for name, level in way.items()] for way in group]
        for group in wanted
        if group
    ]
    best = [[number[place, row[name]] for place, name in enumerate(names)] for row in array]
    pairs = {pair for row in best for pair in combinations(row, 2)}
    least = max(pinned, 1, _least(pairs, known))
    holds = all(any(_holds(row, way) for row in best for way in group) for group in ways)
    smaller, count = ([array], len(best) - 1) if holds else ([], len(best))
    left = IN_ALL
    while len(pairs) <= MOST_PAIRS and count >= least and left > 0:
        for seed in range(min(TIMES, left)):
            left -= 1
            search = _Search(best[:count], pairs, choices, pinned, rules, ways, seed)
            found = search.mended()
            if found is not None or search.missing >= HOPELESS:
                break
        if found is None:
            break
        best, count = found, count - 1
        smaller.insert(0, [{names[place]: known[level][1] for place, level in enumerate(row)} for row in best])
    return smaller


def _least(pairs: set[tuple[int, int]], known: list[tuple[int, str]]) -> int:
    """The number of rows that are needed at least: as many as two fields have pairs of levels."""
    of_fields: defaultdict[tuple[int, int], int] = defaultdict(int)
    for one, other in pairs:
        of_fields[known[one][0], known[other][0]] += 1
    return max(of_fields.values(), default=0)


class _Rule:
    """A rule between fields, which is asked once about the same levels."""

    def __init__(
        self,
        places: list[int],
        names: list[str],
        known: list[tuple[int, str]],
        holds: Callable[[Mapping[str, str]], bool],
    ) -> None:
        self.places = places
        self._names, self._known, self._holds = names, known, holds
        self._judged: dict[tuple[int, ...], bool] = {}

    def keeps(self, row: _Row) -> bool:
        """Tell whether a row keeps the rule."""
        key = tuple([row[place] for place in self.places])
        if key not in self._judged:
            self._judged[key] = self._holds({self._names[place]: self._known[row[place]][1] for place in self.places})
        return self._judged[key]


class _Search:
    """A search from some rows for ones that cover every pair and hold what is wanted."""

    def __init__(
        self,
        rows: list[_Row],
        pairs: set[tuple[int, int]],
        choices: list[list[int]],
        pinned: int,
        rules: list[_Rule],
        ways: list[_Ways],
        seed: int,
    ) -> None:
        self.rows = [list(row) for row in rows]
        self.pairs, self.choices, self.pinned = pairs, choices, pinned
        self.rules = [[rule for rule in rules if place in rule.places] for place in range(len(choices))]
        # By each level the ways in which it takes part: the number of their group, and the other levels.
        self.ways: defaultdict[int, list[tuple[int, list[tuple[int, int]]]]] = defaultdict(list)
        for index, group in enumerate(ways):
            for way in group:
                for pair in way:
                    self.ways[pair[1]].append((index, [other for other in way if other != pair]))
        self.seed = seed
        # How many rows have two levels, by both of their numbers; of two levels of one field nothing is asked.
        count = sum(map(len, choices))
        self.counts = [[0] * count for _ in range(count)]
        for known in choices:
            for one, other in product(known, repeat=2):
                self.counts[one][other] = SETTLED
        for row in self.rows:
            for one, other in combinations(row, 2):
                self.counts[one][other] += 1
                self.counts[other][one] += 1
        # How many rows hold each group, once for each way.
        self.held = [sum(_holds(row, way) for row in self.rows for way in group) for group in ways]
        self.missing = sum(not self.counts[one][other] for one, other in pairs) + self.held.count(0)

    def mended(self) -> list[_Row] | None:
        """Give the rows when nothing is missing any more; None where that was not reached."""
        chance = random.Random(f"{len(self.rows)} {self.seed}").random  # noqa: S311 - a search, no secret: it goes the same way each time
        free = [place for place, known in enumerate(self.choices) if len(known) > 1]
        open_rows = self.rows[self.pinned :]
        if not open_rows or not free:
            return None
        moves = [(row, place, new) for row in open_rows for place in free for new in self.choices[place]]
        for step in range(CHANGES):
            if self.missing == 0:
                return self.rows if all(self.counts[one][other] for one, other in self.pairs) else None
            row, place, new = moves[int(chance() * len(moves))]
            if new != row[place]:
                self._change(row, place, new, step / CHANGES, chance)
        return None

    def _change(self, row: _Row, place: int, new: int, done: float, chance: Callable[[], float]) -> None:
        """Change one level of a row, where it is worth what it uncovers and keeps the rules."""
        old = row[place]
        lost, won = self.counts[old], self.counts[new]
        cost = [lost[level] for level in row].count(1) - [won[level] for level in row].count(0)
        held: dict[int, int] = {}
        for index, others in self.ways.get(old, ()):
            if _holds(row, others):
                held[index] = held.get(index, self.held[index]) - 1
        for index, others in self.ways.get(new, ()):
            if _holds(row, others):
                held[index] = held.get(index, self.held[index]) + 1
        for index, count in held.items():
            cost += (count == 0) - (self.held[index] == 0)
        row[place] = new
        unfit = cost > 0 and chance() >= math.exp(-cost / (HOT * (COLD / HOT) ** done))
        if unfit or not all(rule.keeps(row) for rule in self.rules[place]):
            row[place] = old
            return
        for level in row:
            if level != new:
                self.counts[old][level] -= 1
                self.counts[level][old] -= 1
                self.counts[new][level] += 1
                self.counts[level][new] += 1
        for index, count in held.items():
            self.held[index] = count
        self.missing += cost


def _holds(row: _Row, levels: list[tuple[int, int]]) -> bool:
    for place, level in levels:  # noqa: SIM110 - a generator would take three times as long
        if row[place] != level:
            return False
    return True

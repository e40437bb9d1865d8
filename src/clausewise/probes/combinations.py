"""Combinations of levels: the fewest that hold every pair or triple, and all of the fields that are tied together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from math import prod
from typing import Any

from covertable import make

from clausewise.probes.annealing import fewer_rows
from clausewise.probes.covering import covering, each_once, pairs_of
from clausewise.probes.holding import Alternatives, holding
from clausewise.schema.factors import PRESENT, Factor
from clausewise.schema.rules import Levels, Rule, body, cheapest

#: The strength at which rows are saved by a search.
PAIRS = 2
#: The most pairs of levels for which the smallest array is looked for.
LARGE = 1_500
#: A product of more combinations than these is not sent: covering rows hold every pair of it.
MOST_PRODUCT = 500


def covering_levels(
    factors: list[Factor], rules: list[Rule], strength: int, wanted: Sequence[Alternatives] = ()
) -> list[dict[str, str]]:
    """The fewest combinations found that hold every valid combination of `strength` levels, the barest and the fullest.

    These two are what servers are most often wrong about by themselves, and cost no further row; they come first.
    Nor do levels of some fields that are `wanted` together in a row.
    """
    usable = {factor.name: list(factor.levels) for factor in factors if factor.levels}
    if not usable:
        return []
    strength = min(strength, len(usable))
    by_name = {factor.name: factor for factor in factors}
    constraints = [_constraint(rule, by_name) for rule in rules]
    ends = [levels for levels in (_end(factors, rules, iter), _end(factors, rules, reversed)) if levels is not None]
    known = {name: tuple(levels) for name, levels in usable.items()}
    if is_large(factors):
        make_rows = covering if strength > 1 else each_once
        made = make_rows(known, _partly(constraints), lambda fixed: cheapest(factors, rules, fixed))
        return [*ends, *(levels for levels in made if levels not in ends)]
    key = repr((known, strength, [(rule.fields, rule.schema) for rule in rules], ends, wanted))
    if key not in _MADE:
        _MADE[key] = _smallest(usable, strength, constraints, ends, wanted)
    return [dict(levels) for levels in _MADE[key]]


#: Arrays that were made, by what they cover: many operations of one spec are equal in this.
_MADE: dict[str, list[dict[str, str]]] = {}


def is_large(factors: list[Factor]) -> bool:
    """Tell whether the pairs of levels are so many that other rows are made for them, which hold pairs only."""
    return pairs_of({factor.name: factor.levels for factor in factors}) > LARGE


def _smallest(
    usable: dict[str, list[str]],
    strength: int,
    constraints: list[dict[str, Any]],
    ends: Sequence[Levels],
    wanted: Sequence[Alternatives],
) -> list[dict[str, str]]:
    presets = [{name: levels[name] for name in usable} for levels in ends]
    # What is wanted and stands in no row by chance is asked for too: luck decides which of the two has fewer rows.
    asked = [ways[0] for ways in wanted[::2] if ways]
    arrays = [
        make(usable, strength=strength, constraints=constraints, salt="0", presets=begun)
        for begun in ([presets, [*presets, *asked]] if asked else [presets])
    ]
    made = sorted(([dict(levels) for levels in array] for array in arrays), key=len)
    if strength == PAIRS:
        ruled = [(rule["requires"], rule["evaluate"]) for rule in constraints]
        firsts = ([*presets, *(levels for levels in array if levels not in presets)] for array in made)
        smaller = (fewer_rows(usable, first, len(presets), ruled, wanted) for first in firsts)
        made = [*next(filter(None, smaller), []), *made]
    # Where few rows are made, not all that is wanted has a place in them: as much of it as there is, in its order.
    held = (
        holding(array, wanted[:count], strength, _partly(constraints), ends)
        for count in range(len(wanted), -1, -2)
        for array in made
    )
    return next((array for array in held if array is not None), made[0])


def _partly(constraints: list[dict[str, Any]]) -> Callable[[Levels], bool]:
    """Tell whether levels keep every rule whose fields they all have."""

    def holds(levels: Levels) -> bool:
        return all(rule["evaluate"](levels) for rule in constraints if all(name in levels for name in rule["requires"]))

    return holds


def _end(
    factors: list[Factor], rules: list[Rule], order: Callable[[tuple[str, ...]], Iterable[str]]
) -> dict[str, str] | None:
    """The valid combination with the first level of each field in an order, that goes with those before it."""
    fixed: dict[str, str] = {}
    for factor in factors:
        for level in order(factor.levels):
            if cheapest(factors, rules, fixed | {factor.name: level}) is not None:
                fixed[factor.name] = level
                break
    return cheapest(factors, rules, fixed)


def product_fields(factors: list[Factor], rules: list[Rule]) -> list[Factor]:
    """The fields that rules tie together or that have values of their own, whose product is sent."""
    tied = {name for rule in rules for name in rule.fields}
    return [factor for factor in factors if factor.enumerated or (factor.name in tied and PRESENT not in factor.levels)]


def product_size(factors: list[Factor], rules: list[Rule]) -> int:
    """The number of combinations their product has, valid or not."""
    return prod(len(factor.levels) for factor in product_fields(factors, rules))


def product_levels(factors: list[Factor], rules: list[Rule]) -> list[dict[str, str]]:
    """Every valid combination of these fields; none where there are more than `MOST_PRODUCT`."""
    if product_size(factors, rules) > MOST_PRODUCT:
        return []
    full = product_fields(factors, rules)
    combined = []
    for chosen in product(*(factor.levels for factor in full)):
        fixed = {factor.name: level for factor, level in zip(full, chosen, strict=True)}
        levels = cheapest(factors, rules, fixed)
        if levels is not None:
            combined.append(levels)
    return combined


def _constraint(rule: Rule, factors: dict[str, Factor]) -> dict[str, Any]:
    tied = [factors[name] for name in rule.fields]
    known: dict[tuple[str, ...], bool] = {}

    def holds(levels: Levels) -> bool:
        key = tuple(levels[name] for name in rule.fields)
        if key not in known:
            known[key] = rule.holds(body(tied, levels))
        return known[key]

    return {"operator": "fn", "requires": list(rule.fields), "evaluate": holds}

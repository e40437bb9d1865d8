"""Levels of fields that break rules between them, and the levels of all others around these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from math import prod

from clausewise.schema.factors import ABSENT, PRESENT, Factor
from clausewise.schema.rules import MOST_COMBINATIONS, Levels, Rule, body

#: The most surroundings in which a broken rule is shown.
MOST_SURROUNDINGS = 30
#: The most combinations of all tied fields; of more, those of each rule are looked at by themselves.
MOST_TIED = 2_000


def broken_rules(factors: list[Factor], rules: list[Rule]) -> Iterator[tuple[str, dict[str, str], list[Rule]]]:
    """Each combination that breaks rules: in words, as levels of the fields that they tie, and the rules.

    Every field that the broken rules do not tie is at its cheapest level.
    """
    tied = {name for rule in rules for name in rule.fields}
    involved = [factor for factor in factors if factor.name in tied]
    base = _cheapest_each(factors)
    for chosen in _combinations(involved, rules):
        levels = base | chosen
        broken = [rule for rule in rules if not rule.holds(body(involved, levels))]
        if broken and _is_least(levels, broken, base):
            about = ", ".join(f"{name}={level}" for name, level in chosen.items() if level not in (ABSENT, PRESENT))
            yield about, {name: levels[name] for rule in broken for name in rule.fields}, broken


def surroundings(
    factors: Sequence[Factor], guarded: Sequence[Factor], rules: Sequence[Rule], levels: Levels
) -> Iterator[tuple[str, dict[str, str]]]:
    """The levels around some: nothing, everything that goes with them, and some other levels, each by itself.

    `guarded` as near misses have them.
    """
    return islice(_around(factors, guarded, rules, levels), MOST_SURROUNDINGS)


def _around(
    factors: Sequence[Factor], guarded: Sequence[Factor], rules: Sequence[Rule], levels: Levels
) -> Iterator[tuple[str, dict[str, str]]]:
    base = _cheapest_each(factors)
    yield "alone", base
    yield (
        "with the most other fields",
        _fullest(factors, [factor for factor in guarded if factor.name not in levels], rules, {**base, **levels}),
    )
    for factor in guarded:
        for level in factor.levels:
            if factor.name not in levels and level not in (base[factor.name], ABSENT):
                yield f"with {factor.name}={level}", base | {factor.name: level}


def _fullest(
    factors: Sequence[Factor], free: Sequence[Factor], rules: Sequence[Rule], levels: Levels
) -> dict[str, str]:
    """The levels, and of each of the fields that are free the last one that breaks no rule which is kept without it."""
    by_name = {factor.name: factor for factor in factors}

    def keeps(rule: Rule, chosen: Levels) -> bool:
        return rule.holds(body([by_name[name] for name in rule.fields], chosen))

    kept = [rule for rule in rules if keeps(rule, levels)]
    found = dict(levels)
    for factor in free:
        tied = [rule for rule in kept if factor.name in rule.fields]
        fitting = (
            level
            for level in reversed(factor.levels)
            if all(keeps(each, found | {factor.name: level}) for each in tied)
        )
        found[factor.name] = next(fitting, found[factor.name])
    return found


def _combinations(involved: list[Factor], rules: list[Rule]) -> Iterator[dict[str, str]]:
    """Levels of the fields that rules tie: all combinations, or of very many those of each rule by itself."""
    groups = [involved]
    if prod(len(factor.levels) for factor in involved) > MOST_TIED:
        groups = [[factor for factor in involved if factor.name in rule.fields] for rule in rules]
    for group in groups:
        for levels in islice(product(*(factor.levels for factor in group)), MOST_COMBINATIONS):
            yield {factor.name: level for factor, level in zip(group, levels, strict=True)}


def _is_least(levels: Levels, broken: list[Rule], base: Levels) -> bool:
    """Tell whether every field that the broken rules do not tie is at its cheapest level."""
    tied = {name for rule in broken for name in rule.fields}
    return all(level == base[name] for name, level in levels.items() if name not in tied)


def _cheapest_each(factors: Sequence[Factor]) -> dict[str, str]:
    return {factor.name: factor.cheapest for factor in factors}

"""Bodies with one value that people write by mistake, or that other servers take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.schema import spellings
from clausewise.schema.factors import ABSENT, PRESENT, Factor
from clausewise.schema.neighbours import round_beside, usual_beside
from clausewise.schema.rules import Rule, body, cheapest
from clausewise.schema.value_class import ValueClass
from clausewise.schema.writings import other_writing
from clausewise.spec import Breach, Spec

#: The name of a misspelt body, the body, and the field that it is about.
Misspelt = tuple[str, Any, str]


def beside_enums(spec: Spec, factors: list[Factor], rules: list[Rule], guarded: list[Factor]) -> Iterator[Misspelt]:
    """Values next to those of an enum, alone, and numbers beside every level of a field that a rule ties to it too."""
    for factor in guarded:
        _, node = spec.follow(factor.location)
        values = node["enum"] if factor.enumerated else []
        tried: list[tuple[tuple[str, Any], dict[str, str]]] = [(near, {}) for near in usual_beside(values)]
        tried += [(near, levels) for near in round_beside(values) for levels in _beside(factor, rules, guarded)]
        for (name, value), levels in tried:
            base = cheapest(factors, rules, levels)
            if base is not None:
                about = ", ".join(f"{field}={level}" for field, level in levels.items()) or "alone"
                whole = body(factors, base) | {factor.name: value}
                yield f"{factor.name}: {name}, {about}", whole, factor.name


def _beside(factor: Factor, rules: list[Rule], guarded: list[Factor]) -> Iterator[dict[str, str]]:
    yield {}
    tied = {name for rule in rules if factor.name in rule.fields for name in rule.fields} - {factor.name}
    for other in guarded:
        if other.name in tied:
            yield from ({other.name: level} for level in other.levels if level != ABSENT)


def misspelt(
    spec: Spec, factors: list[Factor], rules: list[Rule], guarded: list[Factor], *, whole: bool
) -> Iterator[Misspelt]:
    """Other spellings of the values of each field; of the body itself where it is varied as a `whole`."""
    for factor in guarded:
        seen: set[str] = set()
        for meant in _meant(factor):
            level = PRESENT if PRESENT in factor.levels else meant.name
            levels = cheapest(factors, rules, {factor.name: level})
            if levels is None:
                continue
            base = {} if whole else body(factors, levels) | {factor.name: meant.value}
            _, node = spec.follow(factor.location)
            limits = node if isinstance(node, dict) else {}
            for spelling, value in [*spellings.beyond(limits, meant.value), *spellings.of(meant.value)]:
                key = repr(value)
                if key not in seen:
                    seen.add(key)
                    name = f"{factor.name or 'body'}: {meant.name}, {spelling}"
                    yield name, value if whole else base | {factor.name: value}, factor.name


#: The most values of an enum of which others are made by spelling.
MOST_MEANT = 8


def _meant(factor: Factor) -> list[ValueClass]:
    """The valid values that near misses of a field are taken for."""
    sound = [value for value in factor.classes if not (value.weak or value.carried)] or list(factor.classes)
    if PRESENT not in factor.levels:
        return [value for value in sound if value.name in factor.levels][:MOST_MEANT]
    filled = [value for value in sound if value.value not in ([], {}, "")]
    return filled[:2]


def may_be_taken(breach: Breach, sent: Any, factors: list[Factor]) -> bool:
    """Tell whether a server may take a breach for something valid: null for nothing, a number in another writing.

    What stands in a read-only field, or that it is missing, it may ignore.
    """
    factor = next((factor for factor in factors if factor.name == breach.field), None)
    if any(other.read_only and f"{breach.field}.".startswith(f"{other.name}.") for other in factors):
        return True
    if factor is None or not isinstance(sent, dict) or factor.name not in sent:
        return False
    value = sent[factor.name]
    if value is None:
        return not factor.required
    texts = [known.value for known in factor.classes if isinstance(known.value, str)]
    return breach.keyword == "pattern" and any(other_writing(text, value) for text in texts)

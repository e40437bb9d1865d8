"""Rules between fields, read from the spec's own schema and judged by its own validator."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import prod
from typing import Any

from clausewise.schema.factors import ABSENT, Factor
from clausewise.schema.shapes import WHOLE, Shape
from clausewise.spec import Clause, Spec
from clausewise.spec.compiling import compiled
from clausewise.spec.vocabulary import TYING, named_fields
from clausewise.spec.walking import Location

#: Levels of some factors, by field: one combination.
Levels = Mapping[str, str]

#: The most combinations that are all looked at; of more, those that differ least from the cheapest one.
MOST_COMBINATIONS = 20_000

#: Keywords beside `properties` by which one field can bind another.
_BINDING = (*(key for key in TYING if key not in ("then", "else")), "minProperties", "maxProperties")


@dataclass(frozen=True)
class Rule:
    """A part of the request schema that ties fields together."""

    clause: Clause
    fields: tuple[str, ...]
    validator: Any
    #: Its schema as text, equal for equal rules of several operations.
    schema: str = ""

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Tell whether a body, or the part of one that has this rule's fields, keeps the rule."""
        return bool(self.validator.is_valid({key: values[key] for key in self.fields if key in values}))


def rules(spec: Spec, shape: Shape, factors: list[Factor]) -> list[Rule]:
    """The rules of the schemas of a shape that tie at least one of the factors."""
    names = [factor.name for factor in factors]
    found = []
    for path, schema, keyword in (part for place in shape.parts for part in _parts(spec, place, shape.chosen)):
        mentioned = {name for name, _ in named_fields(schema, spec.resolve)}
        fields = tuple(name for name in names if name in mentioned)
        if fields:
            text = json.dumps(schema, sort_keys=True, default=str)
            found.append(Rule(spec.governing(path, keyword), fields, compiled(spec, schema), text))
    return found


def representative(factor: Factor, level: str) -> Any:
    """The value that stands for a level where only the level matters: one that is not empty."""
    classes = factor.of_level(level)
    return next((found for found in classes if found.value not in ([], {}, "")), classes[0]).value


def body(factors: list[Factor], levels: Levels) -> Any:
    """The body of a combination, each level by its first value class."""
    if [factor.name for factor in factors] == [WHOLE]:
        return representative(factors[0], levels[WHOLE])
    return {
        factor.name: representative(factor, levels[factor.name])
        for factor in factors
        if levels.get(factor.name, ABSENT) != ABSENT
    }


def cheapest(factors: list[Factor], tied: list[Rule], fixed: Levels) -> dict[str, str] | None:
    """The cheapest combination that has the `fixed` levels and keeps every rule; None when there is none.

    Only fields that a rule ties to a fixed one, or that break a rule as they are, are varied; every other keeps its
    cheapest level.
    """
    if not all(factor.levels for factor in factors):  # no value is known of a required field
        return None
    base = {factor.name: factor.cheapest for factor in factors} | dict(fixed)
    whole = body(factors, base)
    binding = [rule for rule in tied if set(rule.fields) & fixed.keys() or not rule.holds(whole)]
    bound = {name for rule in binding for name in rule.fields} - fixed.keys()
    free = [factor for factor in factors if factor.name in bound]
    for chosen in _by_cost(free):
        levels = base | dict(chosen)
        values = body(factors, levels)
        if all(rule.holds(values) for rule in tied):
            return levels
    return None


def _by_cost(free: list[Factor]) -> Iterator[dict[str, str]]:
    """Levels of some factors, those of the least cost first; of very many the first only, by how many fields differ."""
    options = {factor.name: sorted((_rank(factor, level), level) for level in factor.levels) for factor in free}
    if prod(map(len, options.values())) <= MOST_COMBINATIONS:
        for chosen in sorted(product(*options.values()), key=lambda each: sum(rank for rank, _ in each)):
            yield {name: level for name, (_, level) in zip(options, chosen, strict=True)}
        return
    first = {name: levels[0][1] for name, levels in options.items()}
    tries = 0
    for count in range(len(options) + 1):
        for names in combinations(options, count):
            for others in product(*([level for _, level in options[name][1:]] for name in names)):
                tries += 1
                if tries > MOST_COMBINATIONS:
                    return
                yield first | dict(zip(names, others, strict=True))


def _rank(factor: Factor, level: str) -> int:
    return -1 if level == factor.cheapest else factor.levels.index(level)


def _parts(spec: Spec, path: Location, chosen: frozenset[Location]) -> Iterator[tuple[Location, dict[str, Any], str]]:
    where, node = spec.follow(path)
    for index in range(len(node.get("allOf", []))):
        at, branch = spec.follow((*where, "allOf", index))
        if "properties" in branch and not {"not", "if"} & branch.keys():
            yield from _parts(spec, at, chosen)
        else:
            yield at, branch, next((keyword for keyword in _BINDING if keyword in branch), "if")
    for keyword in _BINDING:
        if keyword in node and (*where, keyword) not in chosen:
            together = ("if", "then", "else") if keyword == "if" else (keyword,)
            yield where, {key: node[key] for key in together if key in node}, keyword

"""Rules between fields, read from the spec's own schema and judged by its own validator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from clausewise.schema.factors import ABSENT, Factor
from clausewise.spec import Clause, Operation, Spec
from clausewise.spec.validation import compiled
from clausewise.spec.walking import Location

#: Levels of some factors, by field: one combination.
Levels = Mapping[str, str]

#: Keywords beside `properties` by which one field can bind another.
_BINDING = ("not", "if", "anyOf", "oneOf", "dependentRequired", "dependentSchemas", "minProperties", "maxProperties")


@dataclass(frozen=True)
class Rule:
    """A part of the request schema that ties fields together."""

    clause: Clause
    fields: tuple[str, ...]
    validator: Any

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether a body, or the part of one that has this rule's fields, keeps the rule."""
        return bool(self.validator.is_valid({key: values[key] for key in self.fields if key in values}))


def rules(spec: Spec, operation: Operation, factors: list[Factor]) -> list[Rule]:
    """The rules of an operation's request schema that tie at least one of the factors."""
    if operation.body_location is None:
        return []
    names = [factor.name for factor in factors]
    found = []
    for path, schema, keyword in _parts(spec, operation.body_location):
        mentioned = _mentioned(spec, schema)
        fields = tuple(name for name in names if name in mentioned)
        if fields:
            found.append(Rule(spec.governing(path, keyword), fields, compiled(spec, schema)))
    return found


def representative(factor: Factor, level: str) -> Any:
    """The value that stands for a level where only the level matters: one that is not empty."""
    classes = factor.of_level(level)
    return next((found for found in classes if found.value not in ([], {}, "")), classes[0]).value


def body(factors: list[Factor], levels: Levels) -> dict[str, Any]:
    """The body of a combination, each level by its first value class."""
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
    options = [sorted((_rank(factor, level), level) for level in factor.levels) for factor in free]
    by_cost = sorted(product(*options), key=lambda chosen: sum(rank for rank, _ in chosen))
    for chosen in by_cost:
        levels = base | {factor.name: level for factor, (_, level) in zip(free, chosen, strict=True)}
        values = body(factors, levels)
        if all(rule.holds(values) for rule in tied):
            return levels
    return None


def _rank(factor: Factor, level: str) -> int:
    return -1 if level == factor.cheapest else factor.levels.index(level)


def _parts(spec: Spec, path: Location) -> Iterator[tuple[Location, dict[str, Any], str]]:
    where, node = spec.follow(path)
    for index in range(len(node.get("allOf", []))):
        at, branch = spec.follow((*where, "allOf", index))
        if "properties" in branch and not {"not", "if"} & branch.keys():
            yield from _parts(spec, at)
        else:
            yield at, branch, "not" if "not" in branch else "if"
    for keyword in _BINDING:
        if keyword in node:
            together = ("if", "then", "else") if keyword == "if" else (keyword,)
            yield where, {key: node[key] for key in together if key in node}, keyword


def _mentioned(spec: Spec, node: Any) -> set[str]:
    node = spec.resolve(node)
    if isinstance(node, list):
        return {name for child in node for name in _mentioned(spec, child)}
    if not isinstance(node, dict):
        return set()
    found = set(node.get("required", []))
    for keyword in ("properties", "dependentRequired", "dependentSchemas"):
        found |= set(node.get(keyword, {}))
    found |= {name for names in node.get("dependentRequired", {}).values() for name in names}
    for keyword in ("allOf", "anyOf", "oneOf", "not", "if", "then", "else"):
        found |= _mentioned(spec, node.get(keyword))
    for child in node.get("dependentSchemas", {}).values():
        found |= _mentioned(spec, child)
    return found

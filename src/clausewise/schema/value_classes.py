"""Value classes: for a schema, the values that the contract treats alike, one value for each class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from clausewise.schema import containers
from clausewise.schema.arrays import arrays
from clausewise.schema.numbers import numbers
from clausewise.schema.sizes import LARGEST, size
from clausewise.schema.strings import LENGTH, strings
from clausewise.schema.value_class import ValueClass
from clausewise.spec import Basis, BodyValidator, Spec
from clausewise.spec.vocabulary import OF_TYPE
from clausewise.spec.walking import Location

__all__ = ["ANYTHING", "DEPTH", "ValueClass", "types_of", "value_classes"]

#: Levels of nested schemas that are followed; deeper ones are left out where they are optional.
DEPTH = 5
#: The most schemas that are asked for the values of one; where it takes more, fewer levels are followed.
MOST_SCHEMAS = 2_000
#: The most characters of JSON in all values of one schema and of those within it; beyond, fewer levels again.
MOST_CHARACTERS = 2_000_000
#: Values of every type, for a schema that says nothing, or nothing that leads to a value of it.
ANYTHING: dict[str, Any] = {
    "text": "fox",
    "whole number": 1,
    "true": True,
    "object": {"key": "fox"},
    "array": ["fox"],
    "fraction": 1.5,
    "null": None,
    "false": False,
    "empty object": {},
    "empty array": [],
    "empty text": "",
    "zero": 0,
    "negative number": -1,
    "two items": ["fox", 1],
    "numbers": [1, 2, 3],
}


class _TooManyError(Exception):
    """More schemas within a schema were asked for values, or larger ones, than are asked at this depth."""


def value_classes(spec: Spec, path: Sequence[str | int], depth: int = DEPTH) -> list[ValueClass]:
    """The value classes of the schema at `path`, cheapest first; every value is valid there.

    Schemas within it are followed `depth` deep, and less deep where they are too many: a wide schema that leads to
    itself has more of them with each level than can be asked.
    """
    for start in range(depth, 0, -1):
        try:
            return _classes(spec, path, start, start, Counter())
        except _TooManyError:
            continue
    return _classes(spec, path, min(depth, 0), 0, Counter()) if depth >= 0 else []


def _classes(spec: Spec, path: Sequence[str | int], depth: int, start: int, asked: Counter[str]) -> list[ValueClass]:
    if depth < 0:
        return []
    asked["schemas"] += 1
    if asked["schemas"] > MOST_SCHEMAS and start > 1:
        raise _TooManyError
    where, node = spec.follow(path)
    validator = BodyValidator(spec, path)
    found: dict[str, ValueClass] = {}

    def keep(candidates: Iterable[ValueClass]) -> None:
        for candidate in candidates:
            characters = size(candidate.value)
            asked["characters"] += characters
            if asked["characters"] > MOST_CHARACTERS and start > 1:
                raise _TooManyError
            key = containers.key_of(candidate.value)
            if key not in found and characters <= LARGEST and validator.is_valid(candidate.value):
                found[key] = candidate

    keep(_candidates(spec, where, node, depth, start, asked))
    if not found:
        clause = spec.governing(where, "type")
        keep(ValueClass(name, value, clause, clause.basis) for name, value in ANYTHING.items())
    return list(found.values())


def types_of(node: Any) -> list[str]:
    """The types that a schema names, or else those that its keywords are about."""
    if not isinstance(node, dict):
        return []
    types = node.get("type", [])
    if types:
        return [types] if isinstance(types, str) else list(types)
    return [kind for kind, keywords in OF_TYPE.items() if any(keyword in node for keyword in keywords)]


def _candidates(
    spec: Spec, path: Location, node: Any, depth: int, start: int, asked: Counter[str]
) -> Iterator[ValueClass]:
    if not isinstance(node, dict):
        node = {}

    def classes(values: Iterable[tuple[str, Any]], keyword: str, basis: Basis | None = None) -> Iterator[ValueClass]:
        clause = spec.governing(path, keyword)
        for name, value in values:
            yield ValueClass(name, value, clause, basis or clause.basis)

    def below(where: Location) -> list[ValueClass]:
        return _classes(spec, where, depth - 1, start, asked)

    if "const" in node:
        yield from classes([(_name(node["const"]), node["const"])], "const")
        return
    if "enum" in node:
        yield from classes([(_name(value), value) for value in node["enum"]], "enum")
        return
    named = list(_named_by_spec(spec, path, node))
    types = types_of(node)
    branches = [
        (*path, keyword, index) for keyword in ("oneOf", "anyOf") for index in range(len(node.get(keyword, [])))
    ]
    for branch in branches:
        yield from below(branch)
    if "object" not in types and "array" not in types:
        for index in range(len(node.get("allOf", []))):
            yield from below((*path, "allOf", index))
    for keyword in ("then", "else"):
        if keyword in node and "object" not in types:
            yield from below((*path, keyword))
    if not types and containers.fields(spec, path):
        types = ["object"]
    for kind in types:
        if kind == "boolean":
            yield from classes([("false", False), ("true", True)], "type")
        elif kind == "null":
            yield from classes([("null", None)], "type")
        elif kind == "string":
            yield from _texts(node, named, classes, nested=depth < DEPTH)
        elif kind in ("integer", "number"):
            yield from named
            yield from classes(numbers(node, kind), "minimum" if "minimum" in node else "type")
        elif kind == "array" and depth > 0:
            yield from arrays(path, node, classes, below)
        elif kind == "object" and depth > 0:
            yield from containers.objects(spec, path, classes, below)
    if not types and not branches and "allOf" not in node:
        yield from classes(ANYTHING.items(), "type")


def _texts(
    node: dict[str, Any], named: list[ValueClass], classes: containers.Classes, *, nested: bool
) -> list[ValueClass]:
    """The strings of a schema with those that the spec vouches for, in the order in which they tell most."""
    texts: list[ValueClass] = []
    for name, value, keyword, basis in strings(node, named=bool(named), nested=nested):
        told = classes([(name, value)], "type" if keyword == LENGTH else keyword, basis)
        texts += [replace(one, carried=keyword == LENGTH) for one in told]
    if not node.get("x-free-text"):
        return [*named, *texts]
    # Where any text is meant, the plainest comes first, then what has a promise of its own.
    own = [one for one in named if one.clause not in {text.clause for text in texts}]
    return [*texts[:1], *own, *texts[1:], *(one for one in named if one not in own)]


def _named_by_spec(spec: Spec, path: Location, node: dict[str, Any]) -> Iterator[ValueClass]:
    """The classes that the spec itself names in `x-value-classes`."""
    for entry in node.get("x-value-classes", []):
        keyword = "pattern" if "pattern" in node else "type"
        clause = spec.clauses[entry["clause"]] if "clause" in entry else spec.governing(path, keyword)
        yield ValueClass(entry["name"], entry["value"], clause, entry.get("basis", clause.basis))


def _name(value: Any) -> str:
    return value if isinstance(value, str) else str(value).lower()

"""Objects and arrays of a schema: the barest, the fullest, and for each class of a part one that has it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import combinations, islice, product
from typing import Any

from clausewise.schema.patterns import matching
from clausewise.schema.sizes import limit
from clausewise.schema.value_class import ValueClass
from clausewise.spec import BodyValidator, Spec
from clausewise.spec.walking import Location

#: The most objects that are tried where rules between fields refuse the first.
TRIES = 2_000
#: The most values of one property or item that are each given an object or array of their own.
LEAVES = 24
#: A field of an object that lists none.
FREE = "key"
_ABSENT = object()
#: `json.dumps` would make an encoder for each call.
_ENCODER = json.JSONEncoder(sort_keys=True)

Classes = Callable[..., Iterator[ValueClass]]
Below = Callable[[Location], list[ValueClass]]


def key_of(value: Any) -> str:
    """A text that is equal for values that JSON takes for the same: 1 and true are not, 1 and 1.0 are."""
    return _ENCODER.encode(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return {name: _plain(item) for name, item in value.items()} if isinstance(value, dict) else value


def objects(spec: Spec, path: Location, classes: Classes, below: Below) -> Iterator[ValueClass]:
    """The objects of a schema: the barest, the fullest, and one for each class of a field that neither has."""
    values = {name: [one for where in places for one in below(where)] for name, places in fields(spec, path).items()}
    loose = _loose(spec, path, below)
    required = required_names(spec, path)
    least: dict[str, list[Any]] = {}
    most: dict[str, list[Any]] = {}
    for name in dict.fromkeys([*values, *required, *mentioned(spec, path)]):
        known = [one.value for one in values.get(name, [])] or [*loose.values(), *_UNTOLD][:4]
        left_out = [] if name in required else [_ABSENT]
        least[name], most[name] = [*left_out, *known], [*known, *left_out]
    more = {name: [_ABSENT, value] for name, value in loose.items() if name not in least}
    validator = BodyValidator(spec, path)
    ends: list[dict[str, Any]] = []
    for name, choices in (("least", least | more), ("most", most)):
        for value in islice(filter(validator.is_valid, islice(_nearest(choices), TRIES)), 1):
            ends.append(value)
            yield from classes([(name, value)], "type")
    for name, value in loose.items():
        if ends:
            yield from classes([(f"with {name}", ends[0] | {name: value})], "type")
    for name, leaves in values.items():
        for leaf in leaves[:LEAVES]:
            made = (end | {name: leaf.value} for end in ends)
            yield from (
                leaf.like(f"{name} {leaf.name}", value) for value in islice(filter(validator.is_valid, made), 1)
            )


def fields(spec: Spec, path: Location, depth: int = 6) -> dict[str, list[Location]]:
    """The fields that an object schema speaks of, wherever it does, each with the schemas that it has there."""
    where, node = spec.follow(path)
    found: dict[str, list[Location]] = {}
    if not isinstance(node, dict) or depth == 0:
        return found
    for name, schema in node.get("properties", {}).items():
        if schema is not False:
            found.setdefault(name, []).append((*where, "properties", name))
    inner: list[Location] = [(*where, "allOf", index) for index in range(len(node.get("allOf", [])))]
    inner += [(*where, keyword) for keyword in ("then", "else") if keyword in node]
    inner += [(*where, "dependentSchemas", name) for name in node.get("dependentSchemas", {})]
    inner += [(*where, keyword, i) for keyword in ("oneOf", "anyOf") for i in range(len(node.get(keyword, [])))]
    inner += [(*where, "if")] if "if" in node else []
    for branch in inner:
        for name, places in fields(spec, branch, depth - 1).items():
            found.setdefault(name, []).extend(places)
    return found


def required_names(spec: Spec, path: Location, depth: int = 6) -> list[str]:
    """The fields that every object of a schema must have, those of its `allOf` too."""
    where, node = spec.follow(path)
    if not isinstance(node, dict) or depth == 0:
        return []
    found = list(node.get("required", []))
    for index in range(len(node.get("allOf", []))):
        found += required_names(spec, (*where, "allOf", index), depth - 1)
    return list(dict.fromkeys(found))


def mentioned(spec: Spec, path: Location, depth: int = 6) -> list[str]:
    """The fields that an object schema asks for under some condition, whether it describes them or not."""
    where, node = spec.follow(path)
    if not isinstance(node, dict) or depth == 0:
        return []
    found = [name for names in node.get("dependentRequired", {}).values() for name in names]
    inner: list[Location] = [(*where, keyword) for keyword in ("then", "else") if keyword in node]
    inner += [(*where, "dependentSchemas", name) for name in node.get("dependentSchemas", {})]
    inner += [(*where, key, index) for key in ("allOf", "oneOf", "anyOf") for index in range(len(node.get(key, [])))]
    for branch in inner:
        found += [*required_names(spec, branch), *mentioned(spec, branch, depth - 1)]
    return list(dict.fromkeys(found))


#: Values of a field of which a schema says nothing but that it must be there.
_UNTOLD = ["fox", 1, True, {"key": "fox"}]


def _loose(spec: Spec, path: Location, below: Below) -> dict[str, Any]:
    """Fields that a schema does not list by name and takes: of its patterns, and of what it says of all others."""
    where, node = spec.follow(path)
    if not isinstance(node, dict):
        return {}
    found: dict[str, Any] = {}
    for pattern in node.get("patternProperties", {}):
        values = below((*where, "patternProperties", pattern))
        for _, name in matching(pattern)[:2]:
            if values:
                found.setdefault(name, values[0].value)
    rest = next((word for word in ("additionalProperties", "unevaluatedProperties") if word in node), None)
    if rest is None or node[rest] is True:
        others: list[Any] = ["fox"] if rest or "properties" not in node else []
    else:
        others = [one.value for one in below((*where, rest))] if isinstance(node[rest], dict) else []
    names = [one.value for one in below((*where, "propertyNames"))] if "propertyNames" in node else [FREE]
    named = [name for name in names if isinstance(name, str)]
    count = min(max(limit(node, "minProperties") or 1, 1), 30)
    named += [f"{name}{number}" for number in range(2, count + 1) for name in named[:1]]
    for index, name in enumerate(named[: count + 1] if others else []):
        found.setdefault(name, others[index % len(others)])
    return found


def _nearest(choices: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Objects of one choice for each field: first choices, then all with one other choice, with two, and so on."""
    first = {name: values[0] for name, values in choices.items() if values}
    for count in range(len(first) + 1):
        for names in combinations(first, count):
            for values in product(*(choices[name][1:] for name in names)):
                made = first | dict(zip(names, values, strict=True))
                yield {name: value for name, value in made.items() if value is not _ABSENT}

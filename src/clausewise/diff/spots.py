"""The places of a body at which parts of its schema speak: the steps to a value, and the schemas that judge it."""

from __future__ import annotations

import copy
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import Any

from clausewise.diff.scopes import ANY, EACH
from clausewise.schema.patterns import matching
from clausewise.spec import Spec
from clausewise.spec.vocabulary import IN_PLACE, IN_PLACE_LISTS
from clausewise.spec.walking import Location

#: The step to the name of a field itself.
NAME = "<name>"
#: Levels of a schema in which spots are looked for, and the most spots.
DEPTH, MOST = 8, 400
_CONDITIONS = ("not", "if")


@dataclass(frozen=True)
class Spot:
    """A part of a schema: the steps in a body to the value that it judges, and where it stands.

    `conditional`: it stands in a `not` or `if`, which ask about a value and say nothing of what it may be.
    """

    steps: Location
    location: Location
    conditional: bool = False


def spots(spec: Spec, start: Location, apart: Container[str] = ()) -> list[Spot]:
    """The parts of the schema at a location, the outermost first; each place of the document once.

    What is within the components that are compared `apart` is left out.
    """
    found: list[Spot] = []
    known: set[tuple[str, Location, bool]] = set()
    waiting = [Spot((), start)]
    while waiting and len(found) < MOST:
        spot = waiting.pop(0)
        where, node = spec.follow(spot.location)
        key = spec.flat(where), spot.steps, spot.conditional
        if key in known or len(spot.steps) > DEPTH or not isinstance(node, dict):
            continue
        known.add(key)
        found.append(replace(spot, location=where))
        if spec.flat(where) in apart:
            continue
        within = _within(spot.steps, where, node)
        waiting += [replace(inner, conditional=inner.conditional or spot.conditional) for inner in within]
    return found


def _within(steps: Location, where: Location, node: dict[str, Any]) -> Iterator[Spot]:
    for keyword in IN_PLACE:
        if keyword in node:
            yield Spot(steps, (*where, keyword), keyword in _CONDITIONS)
    for keyword in IN_PLACE_LISTS:
        yield from (Spot(steps, (*where, keyword, index)) for index in range(len(node.get(keyword, ()))))
    for name in node.get("dependentSchemas", ()):
        yield Spot(steps, (*where, "dependentSchemas", name))
    for name in node.get("properties", ()):
        yield Spot((*steps, name), (*where, "properties", name))
    for pattern in node.get("patternProperties", ()):
        for _, name in matching(pattern)[:1]:
            yield Spot((*steps, name), (*where, "patternProperties", pattern))
    for keyword, step in (("additionalProperties", ANY), ("unevaluatedProperties", ANY), ("propertyNames", NAME)):
        if isinstance(node.get(keyword), dict):
            yield Spot((*steps, step), (*where, keyword))
    for index in range(len(node.get("prefixItems", ()))):
        yield Spot((*steps, index), (*where, "prefixItems", index))
    for keyword in ("items", "contains", "unevaluatedItems"):
        if isinstance(node.get(keyword), dict):
            yield Spot((*steps, len(node.get("prefixItems", ())) or EACH), (*where, keyword))


def placed(base: Any, steps: Location, value: Any) -> Iterator[Any]:
    """The bodies like a given one with a value where the steps lead, what leads there made where it is missing."""
    if not steps:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if step == NAME:
        if isinstance(value, str):
            fields = base if isinstance(base, dict) else {}
            yield {**fields, value: next(iter(fields.values()), "fox")}
            yield {value: 1}
    elif isinstance(step, int) or step == EACH:
        items = base if isinstance(base, list) else []
        index = step if isinstance(step, int) else 0
        for inner in placed(items[index] if index < len(items) else None, rest, value):
            yield [*items[:index], inner, *items[index + 1 :]]
            if items:
                yield [*items[:index], inner]
    else:
        fields = base if isinstance(base, dict) else {}
        for inner in placed(copy.copy(fields.get(step)), rest, value):
            yield {**fields, step: inner}
            if step == ANY and fields:
                yield {step: inner}
                yield dict.fromkeys(fields, inner)

"""Shapes: the forms that a request body can have, where its schema is a choice between several objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from clausewise.schema.properties import properties
from clausewise.spec import Operation, Spec
from clausewise.spec.walking import Location

#: The name of the one field of a body that is varied as a whole: an array, a map, a schema that no fields tell.
WHOLE = ""
#: The most shapes of one body that are tried; the report names the rest as left out.
MOST_SHAPES = 24


@dataclass(frozen=True)
class Shape:
    """One form of a body. `parts` are the schemas that hold for it together; none where it is varied as a whole.

    `chosen` are the choices, places of `oneOf` and `anyOf`, of which this shape is one side.
    """

    operation: str
    body: Location
    name: str = ""
    parts: tuple[Location, ...] = ()
    chosen: frozenset[Location] = frozenset()

    @property
    def whole(self) -> bool:
        """Tell whether the body is varied as one value, and not field by field."""
        return not self.parts


def shapes(spec: Spec, operation: Operation) -> list[Shape]:
    """The shapes of an operation's JSON body; none where it has none."""
    return _shapes(spec, operation.id, operation.body_location) if operation.body_location is not None else []


def cut(spec: Spec, operation: Operation) -> bool:
    """Tell whether the body has more shapes than are tried."""
    where = operation.body_location
    return where is not None and sum(1 for _ in _sides(spec, where, frozenset())) > MOST_SHAPES


@cache
def _shapes(spec: Spec, operation: str, body: Location) -> list[Shape]:
    found = []
    for parts, chosen, _ in _first(_sides(spec, body, frozenset())):
        if any(properties(spec, part) for part in parts):
            name = _name(spec, parts) if chosen else ""
            found.append(Shape(operation, body, name, parts, chosen))
    names = [shape.name for shape in found]
    told = [
        Shape(operation, body, f"{shape.name or 'choice'} {index + 1}", shape.parts, shape.chosen)
        if names.count(shape.name) > 1
        else shape
        for index, shape in enumerate(found)
    ]
    return told or [Shape(operation, body)]


_Side = tuple[tuple[Location, ...], frozenset[Location], int]


def _first(sides: Iterator[_Side]) -> Iterator[_Side]:
    for index, side in enumerate(sides):
        if index >= MOST_SHAPES:
            return
        yield side


def _sides(spec: Spec, path: Location, above: frozenset[str], depth: int = 4) -> Iterator[_Side]:
    """The schema at a path with one side of each choice that stands at it, choices within sides too."""
    where, node = spec.follow(path)
    choice = _choice(spec, where, node, above) if depth else None
    if choice is None:
        yield (where,), frozenset(), 0
        return
    known = above | properties(spec, where).keys()
    for index in range(len(node[choice])):
        for parts, chosen, _ in _sides(spec, (*where, choice, index), frozenset(known), depth - 1):
            yield (where, *parts), chosen | {(*where, choice)}, index


def _choice(spec: Spec, where: Location, node: Any, above: frozenset[str]) -> str | None:
    """The keyword of a choice between objects that have fields of their own, None where there is none.

    Sides that only say which of the known fields go together are a rule between fields, and no shapes.
    """
    if not isinstance(node, dict):
        return None
    own = properties(spec, where).keys() | above
    for keyword in ("oneOf", "anyOf"):
        sides = [properties(spec, (*where, keyword, index)) for index in range(len(node.get(keyword, [])))]
        if len(sides) > 1 and any(side.keys() - own for side in sides):
            return keyword
    return None


def _name(spec: Spec, parts: tuple[Location, ...]) -> str:
    """The name of a shape among others: the values of its constants, else that of its schema."""
    words = []
    for part in parts[1:]:
        for name, (place, _) in properties(spec, part).items():
            node = spec.follow(place)[1]
            values = [node["const"]] if isinstance(node, dict) and "const" in node else []
            values = values or (node.get("enum", []) if isinstance(node, dict) else [])
            if values and len(values) <= 3:
                words.append(f"{name}={'|'.join(map(str, values))}")
                break
    if words:
        return ", ".join(words)
    node = spec.follow(parts[-1])[1]
    titles = [key for key in reversed(spec.flat(parts[-1]).split("/")) if not key.isdigit()]
    return str(node.get("title") or titles[0]) if isinstance(node, dict) else ""

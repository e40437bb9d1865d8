"""Values that break one keyword of a schema, made of a valid one: for every keyword that can be broken.

Each is a candidate: the caller keeps what its validator refuses. Names say what was changed and where.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from clausewise.schema.breaking_arrays import of_array
from clausewise.schema.breaking_branches import of_branches
from clausewise.schema.breaking_objects import of_dependent, of_fields, of_others
from clausewise.schema.breaking_parts import TEXTS, UNLISTED, Around, Broken, other_texts, other_values, wrong_types
from clausewise.schema.value_classes import ANYTHING, value_classes
from clausewise.spec import Spec
from clausewise.spec.walking import Location

__all__ = ["UNLISTED", "anything", "breaking"]

#: Levels of nested schemas that are broken, and levels for which values are made.
DEPTH, VALUES_DEPTH = 5, 3
#: Schemas whose values are kept: every value of a schema that is broken asks for them again.
_MOST_KEPT = 500
_FALLBACK = (*ANYTHING.values(), *TEXTS, 10**6, -(10**6), 0.1, [[]], [1, 1], [None], {"x": None}, {"": 1})


@lru_cache(maxsize=_MOST_KEPT)
def _values(spec: Spec, place: Location, depth: int) -> tuple[Any, ...]:
    return tuple(one.value for one in value_classes(spec, place, depth))


def breaking(spec: Spec, path: Location, value: Any, depth: int = DEPTH) -> Iterator[Broken]:
    """Candidates that break the schema at `path`, near a value that it takes."""
    where, node = spec.follow(path)
    if depth < 0 or not isinstance(node, dict):
        return

    def valid(place: Location) -> list[Any]:
        return list(_values(spec, tuple(place), min(depth, VALUES_DEPTH))) if depth > 0 else []

    around = Around(spec, valid, lambda place, near: breaking(spec, place, near, depth - 1))
    yield from wrong_types(node)
    yield from other_values(node, value)
    if isinstance(value, str):
        yield from other_texts(node, value)
    if isinstance(value, list):
        yield from of_array(around, where, node, value)
    if isinstance(value, dict):
        yield from of_fields(around, where, node, value)
        yield from of_others(around, where, node, value)
        yield from of_dependent(around, where, node, value)
    yield from of_branches(around, where, node, value)


def anything(spec: Spec, path: Location) -> Iterator[Broken]:
    """Candidates where nothing near a valid value is refused: values of every type and size."""
    yield from (("another value", value) for value in _FALLBACK)
    for _, value in _constants(spec, path):
        yield "a value that the schema names", value
        yield from (("a part of a value that the schema names", part) for part in _parts(value))


def _constants(spec: Spec, path: Location) -> Iterator[Broken]:
    _, node = spec.follow(path)
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            yield from (("const", part["const"]) for _ in range("const" in part))
            yield from (("enum", value) for value in part.get("enum", []) if isinstance(part.get("enum"), list))
            stack += part.values()
        elif isinstance(part, list):
            stack += part


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name in value:
            yield {key: item for key, item in value.items() if key != name}
            yield value | {name: "x"}
    elif isinstance(value, list):
        yield [*value, *value]
        yield value[:-1]

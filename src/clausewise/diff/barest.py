"""The barest values of a schema: what it demands and no more, with or without a given value at some place in it.

Nothing here is judged: whoever uses a value asks a validator first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from clausewise.diff.scopes import EACH
from clausewise.schema.containers import fields, required_names
from clausewise.schema.sizes import MOST_ITEMS, limit, size
from clausewise.schema.value_classes import types_of, value_classes
from clausewise.spec import Spec
from clausewise.spec.references import keys_of
from clausewise.spec.walking import Location

NOTHING = object()
#: Levels of nested schemas that are followed, and schemas whose barest value is kept.
_DEPTH, _MOST_KEPT = 12, 4_000


def barest(spec: Spec, where: Location) -> Any:
    """The barest value of the schema at a place, NOTHING where none was made up."""
    return _barest(spec, spec.flat(spec.follow(where)[0]), _DEPTH)


def around(spec: Spec, where: Location, steps: Location, value: Any) -> Iterator[Any]:
    """The barest values of the schema at a place in which a value stands where the steps lead."""
    if not steps:
        yield value
        return
    place, node = spec.follow(where)
    for inner in _holding(spec, place, steps[0]):
        for made in around(spec, inner, steps[1:], value):
            yield from _holder(spec, place, steps[0], made)
    for keyword in ("anyOf", "oneOf"):
        for index in range(len(node.get(keyword, ())) if isinstance(node, dict) else 0):
            yield from around(spec, (*place, keyword, index), steps, value)


def _holding(spec: Spec, where: Location, step: str | int) -> Iterator[Location]:
    """The schemas of what one step leads to."""
    place, node = spec.follow(where)
    if not isinstance(node, dict):
        return
    if isinstance(step, int):
        yield from [(*place, "prefixItems", step)] if step < len(node.get("prefixItems", ())) else []
    elif step == EACH:
        yield from [(*place, "items")] if "items" in node else []
    elif step in node.get("properties", {}):
        yield (*place, "properties", step)
    elif isinstance(node.get("additionalProperties"), dict):
        yield (*place, "additionalProperties")
    for index in range(len(node.get("allOf", ()))):
        yield from _holding(spec, (*place, "allOf", index), step)


def _holder(spec: Spec, place: Location, step: str | int, made: Any) -> Iterator[Any]:
    node = spec.follow(place)[1]
    if step == EACH:
        yield [made] * max(1, min(limit(node, "minItems") or 1, MOST_ITEMS))
    elif isinstance(step, int):
        first = [barest(spec, (*place, "prefixItems", index)) for index in range(step)]
        yield from [] if any(item is NOTHING for item in first) else [[*first, made]]
    elif isinstance(base := _of_fields(spec, place, _DEPTH, but=step), dict):
        yield {**base, step: made}


@lru_cache(maxsize=_MOST_KEPT)
def _barest(spec: Spec, pointer: str, depth: int) -> Any:
    place, node = spec.follow(keys_of(pointer))
    if not depth or node is False:
        return NOTHING
    if not isinstance(node, dict):
        return {}
    if "const" in node or "enum" in node:
        return node["const"] if "const" in node else min(node["enum"], key=size, default=NOTHING)
    branches = [(*place, key, index) for key in ("anyOf", "oneOf") for index in range(len(node.get(key, ())))]
    made = (_barest(spec, spec.flat(spec.follow(branch)[0]), depth - 1) for branch in branches)
    if branches and "properties" not in node:
        return next((value for value in made if value is not NOTHING), NOTHING)
    types = types_of(node) or ["object"] * bool(required_names(spec, place))
    if "object" in types:
        return _of_fields(spec, place, depth)
    if "array" in types:
        item = _barest(spec, spec.flat(spec.follow((*place, "items"))[0]), depth - 1) if "items" in node else {}
        least = min(limit(node, "minItems") or 0, MOST_ITEMS)
        return NOTHING if least and item is NOTHING else [item] * least
    return min((one.value for one in value_classes(spec, place, 1)), key=size, default=NOTHING)


def _of_fields(spec: Spec, place: Location, depth: int, but: str = "") -> Any:
    """The object with each field that is demanded, NOTHING where one of them has no value."""
    listed = fields(spec, place)
    found: dict[str, Any] = {}
    for name in required_names(spec, place):
        if name != but:
            at = listed.get(name)
            found[name] = _barest(spec, spec.flat(spec.follow(at[0])[0]), depth - 1) if at else {}
    return NOTHING if any(value is NOTHING for value in found.values()) else found

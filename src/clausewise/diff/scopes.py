"""Components that are compared by themselves: in a body that leads to many, each pair of them once.

A component is compared by itself where its value alone says whether it is right: as a field, an item or one of
`anyOf`. Within `not`, `if`, `oneOf` and the like, and as a part of `allOf`, it belongs to what leads to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from clausewise.schema.patterns import matching
from clausewise.spec import Spec
from clausewise.spec.references import leads_on, pointer_of
from clausewise.spec.walking import HOLDS, Location

#: The step of an instance path that stands for every item of an array, and for a field that no schema lists.
EACH, ANY = "*", "key"
#: A body that leads to more components than these is compared component by component.
MOST_AT_ONCE = 60
#: Keywords under which a schema may be compared by itself; of the others, what is refused may be what is taken.
_FREE = frozenset(("properties", "patternProperties", "additionalProperties", "items", "prefixItems", "allOf", "anyOf"))
_WATCHING = frozenset(("unevaluatedProperties", "unevaluatedItems"))
_MOST_KEPT = 8_000


@dataclass(frozen=True, eq=False)
class Scope:
    """A pair of schemas that is compared by itself: where they stand, the places that belong to each, what is below.

    `below` are the components that both lead to and that are compared by themselves, with the steps to their values.
    """

    places: tuple[str, str]
    own: tuple[frozenset[str], frozenset[str]]
    below: dict[str, Location]


@dataclass(frozen=True)
class _Link:
    """A reference within a schema: where to, the steps to its value, and how it counts.

    `free`: what it leads to says by itself what its value may be. `apart`: it may be compared by itself, too.
    """

    to: str
    steps: Location
    free: bool
    apart: bool


def leads_to_many(spec: Spec, start: str) -> bool:
    """Tell whether a schema leads to more components than are compared at once."""
    found, waiting = {start}, [start]
    while waiting and len(found) <= MOST_AT_ONCE:
        more = {link.to for link in _links(spec, waiting.pop())} - found
        found |= more
        waiting += more
    return len(found) > MOST_AT_ONCE


@lru_cache(maxsize=_MOST_KEPT)
def scope(old: Spec, before: str, new: Spec, after: str) -> Scope:
    """The scope of two schemas: what only one of them leads to belongs to it, too."""
    taken: frozenset[str] = frozenset((before, after))
    while True:
        one, other = _reached(old, before, taken), _reached(new, after, taken)
        more = taken | one[0] | other[0] | (one[1].keys() ^ other[1].keys())
        if more == taken:
            return Scope((before, after), (one[0], other[0]), one[1])
        taken = more


def _reached(spec: Spec, start: str, taken: frozenset[str]) -> tuple[frozenset[str], dict[str, Location]]:
    """The places that belong to a schema, and the components below it, each with the steps to it."""
    below: dict[str, Location] = {}
    read: set[tuple[str, bool]] = set()
    waiting: list[tuple[str, Location, bool]] = [(start, (), True)]
    for where, steps, free in waiting:
        if (where, free) in read:
            continue
        read.add((where, free))
        for link in _links(spec, where):
            to, within = (*steps, *link.steps), free and link.free
            if within and link.apart and link.to not in taken:
                below.setdefault(link.to, to)
            else:
                waiting.append((link.to, to, within))
    return frozenset(where for where, _ in read), below


@lru_cache(maxsize=_MOST_KEPT)
def _links(spec: Spec, where: str) -> tuple[_Link, ...]:
    return tuple(_found(spec.at(where), (), free=True, apart=False))


def _found(node: Any, steps: Location, *, free: bool, apart: bool) -> Iterator[_Link]:
    if leads_on(node):
        yield _Link(pointer_of(node["$ref"]), steps, free, apart)
    elif isinstance(node, dict):
        watching = not _WATCHING.isdisjoint(node)
        for keyword in (key for key in node if key in HOLDS["schema"]):
            within = free and keyword in _FREE and not (watching and keyword in ("allOf", "anyOf"))
            for step, child in _children(keyword, node):
                yield from _found(child, (*steps, *step), free=within, apart=keyword != "allOf")


def _children(keyword: str, node: dict[str, Any]) -> Iterator[tuple[Location, Any]]:
    value, held = node[keyword], HOLDS["schema"][keyword]
    if held == "schema":
        first = len(node.get("prefixItems", ()))
        yield {"items": (first or EACH,), "additionalProperties": (ANY,)}.get(keyword, ()), value
    elif held == "[schema]":
        yield from (((index,) if keyword == "prefixItems" else (), child) for index, child in enumerate(value))
    elif held == "{schema}":
        for name, child in value.items():
            names = [name] if keyword != "patternProperties" else [one for _, one in matching(name)[:1]]
            yield (*names,) if keyword in ("properties", "patternProperties") else (), child

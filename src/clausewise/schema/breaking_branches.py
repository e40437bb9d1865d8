"""Values that break the keywords that hold other schemas for the same value: allOf, oneOf, anyOf, not, if."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.schema.breaking_parts import Around, Broken
from clausewise.spec.walking import Location

#: The number of values of a schema that are looked through for some that its `if` is not about.
MOST_KNOWN = 12


def of_branches(around: Around, where: Location, node: dict[str, Any], value: Any) -> Iterator[Broken]:
    """Candidates that break the keywords which hold other schemas for the same value."""
    for index in range(len(node.get("allOf", []))):
        yield from around.broken((*where, "allOf", index), value)
    if "not" in node:
        yield from (("what it must not be", laid) for laid in _laid(around, (*where, "not"), value))
    if "if" in node:
        yield from _conditions(around, where, node, value)
    for keyword in ("oneOf", "anyOf"):
        places: list[Location] = [(*where, keyword, index) for index in range(len(node.get(keyword, [])))]
        for place in places:
            for laid in [value, *_laid(around, place, value)][:3]:
                yield from around.broken(place, laid)
        if keyword == "oneOf":
            yield from (("two choices at once", both) for both in _twice(around, places, value))


def _twice(around: Around, places: list[Location], value: Any) -> Iterator[Any]:
    """Values that two of several schemas might take."""
    for index, one in enumerate(places):
        for first in _laid(around, one, value)[:4]:
            yield first
            for other in places[index + 1 :]:
                yield from _laid(around, other, first)[:4]


def _conditions(around: Around, where: Location, node: dict[str, Any], value: Any) -> Iterator[Broken]:
    meant = [value, *_laid(around, (*where, "if"), value)]
    # What the condition is not about is most often another valid value of the same schema.
    known = [one for one in around.valid(where) if isinstance(one, type(value))][:MOST_KNOWN]
    others = [value, *known, *(broken for _, broken in around.broken((*where, "if"), meant[-1]))][: 12 + MOST_KNOWN]
    for keyword, bases in (("then", meant[:6]), ("else", others)):
        if keyword not in node:
            continue
        for base in bases:
            yield f"what `{keyword}` asks for is missing", base
            for laid in [base, *_laid(around, (*where, keyword), base)[:2]]:
                for name, broken in around.broken((*where, keyword), laid):
                    yield f"{keyword}: {name}", broken


def _laid(around: Around, place: Location, value: Any) -> list[Any]:
    """Values of another schema, objects laid over the given one."""
    found = []
    for one in around.valid(place):
        found += [{**value, **one}] if isinstance(one, dict) and isinstance(value, dict) else []
        found.append(one)
    return found

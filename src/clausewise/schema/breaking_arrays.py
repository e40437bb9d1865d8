"""Arrays that break one keyword of their schema: sizes, items, what they must contain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.schema.breaking_parts import Around, Broken
from clausewise.schema.sizes import MOST_ITEMS, limit, repeated
from clausewise.spec.validation import validator
from clausewise.spec.vocabulary import IN_PLACE_LISTS
from clausewise.spec.walking import Location

#: Keywords by which one item of an array can bind another, and how many kinds of items are tried beside each other.
_RULES, MOST_PAIRED = {*IN_PLACE_LISTS, "not", "if"}, 40


def of_array(around: Around, where: Location, node: dict[str, Any], value: list[Any]) -> Iterator[Broken]:
    """Candidates of another size, with an item twice, with a wrong item, without what must be there."""
    low, high = limit(node, "minItems"), limit(node, "maxItems")
    items = around.valid((*where, "items")) if isinstance(node.get("items"), dict) else []
    loose = [*value, *items, "x", 1, None, True, {"x": 1}, 2.5, ["x"]]
    if high is not None and high < MOST_ITEMS:
        more = repeated(items or loose, high + 1 - len(value)) or []
        yield "one item too many", [*value, *more]
        yield "items too many, all alike", repeated(items[:1] or [1], high + 1)
    if low and low <= MOST_ITEMS:
        yield "one item too few", ([*value, *(repeated(items or loose, low) or [])])[: low - 1]
    if node.get("uniqueItems"):
        for item in [*value[:2], *items[:1], 1, {"x": 1}, [1]]:
            yield "an item twice", [*value, item, item]
            yield "an item twice and nothing else", [item, item]
    for index in range(len(node.get("prefixItems", []))):
        place: Location = (*where, "prefixItems", index)
        filled = [*value, *_heads(around, where, node)[len(value) :]][: max(index + 1, len(value))]
        if index < len(filled):
            for name, broken in around.broken(place, filled[index]):
                yield f"item {index}: {name}", [*filled[:index], broken, *filled[index + 1 :]]
    behind = [*_heads(around, where, node), *value[len(node.get("prefixItems", [])) :]]
    for keyword in ("items", "unevaluatedItems"):
        if node.get(keyword) is False:
            yield from (
                ("an item that is not listed", [*known, item]) for known in (value, behind) for item in loose[-7:]
            )
        elif isinstance(node.get(keyword), dict):
            for item in (around.valid((*where, keyword)) or [None])[:2]:
                for name, broken in around.broken((*where, keyword), item):
                    yield f"a last item: {name}", [*behind, broken]
                    yield f"an only item: {name}", [broken]
                    yield f"a first item: {name}", [broken, *value]
    if _RULES & node.keys():  # which may be about items beside each other
        for one in items[:MOST_PAIRED]:
            yield "one item of another kind", [one]
            yield from (("two items that exclude each other", [one, other]) for other in items[:MOST_PAIRED])
    if "contains" in node:
        yield from _contains(around, where, node, value)


def _heads(around: Around, where: Location, node: dict[str, Any]) -> list[Any]:
    found = [around.valid((*where, "prefixItems", index)) for index in range(len(node.get("prefixItems", [])))]
    return [values[0] if values else None for values in found]


def _contains(around: Around, where: Location, node: dict[str, Any], value: list[Any]) -> Iterator[Broken]:
    place: Location = (*where, "contains")
    held = around.valid(place)
    strange = [broken for item in held[:2] for _, broken in around.broken(place, item)]
    # First those of a number: what contains nothing breaks the same keyword, and only a few of it are sent.
    numbered = []
    fitting = _fitting(around, [place, *([(*where, "items")] if "items" in node else [])])
    for keyword, more in (("maxContains", 1), ("minContains", -1)):
        count = limit(node, keyword)
        made = repeated(fitting, count + more) if count is not None else None
        if made is not None:
            yield f"beyond its {keyword}", made
            numbered += [(f"beyond its {keyword}", [*made, broken]) for broken in strange[:3]]
    for broken in [*strange, "x", 1, None]:
        yield "nothing of what it must contain", [broken]
        yield "nothing of what it must contain, several times", [broken] * max(len(value), 2)
    yield "nothing at all", []
    yield from numbered


def _fitting(around: Around, places: list[Location]) -> list[Any]:
    """Values that several schemas take."""
    judges = [validator(around.spec, place) for place in places]
    values = [value for place in places for value in around.valid(place)]
    return [value for value in values if all(judge.is_valid(value) for judge in judges)]

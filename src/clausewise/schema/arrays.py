"""Arrays of a schema: of each telling size, and for each class of an item one that has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from clausewise.schema.containers import LEAVES, Below, Classes
from clausewise.schema.sizes import MOST_ITEMS, limit, repeated, size
from clausewise.schema.value_class import ValueClass
from clausewise.spec.walking import Location

#: Items that stand for "many" where the schema names no limit.
MANY = 9


def arrays(path: Location, node: dict[str, Any], classes: Classes, below: Below) -> Iterator[ValueClass]:
    """The arrays of a schema: of each telling size, and one for each class of an item."""
    first = [below((*path, "prefixItems", index)) for index in range(len(node.get("prefixItems", [])))]
    items = below((*path, "items")) if isinstance(node.get("items"), dict) else []
    held = below((*path, "contains")) if "contains" in node else []
    sound = [item for item in items if not item.weak] or items
    low, high = limit(node, "minItems") or 0, limit(node, "maxItems")
    values = [item.value for item in sound] or (_LOOSE if node.get("items", True) is not False else [])
    largest = max(map(size, values), default=0)
    head = [found[0].value for found in first if found]
    needed = limit(node, "minContains") if "minContains" in node else 1
    head += repeated([one.value for one in held], needed or 0) or []

    def filled(count: int) -> list[Any] | None:
        rest = repeated(values, count - len(head), largest) if count > len(head) else []
        return None if rest is None else [*head, *rest][: max(count, 0)]

    sizes = {0, 1, 2, low, len(head), *([high] if high is not None and high <= MOST_ITEMS else [])}
    for count in sorted(sizes):
        made = filled(count)
        yield from classes([(f"{count} items", made)] if made is not None else [], "type")
    sizes_left = iter((7, 8) if high is None or high >= MANY - 1 else ())
    for item in items:
        # An item that is only assumed stands behind others: so two more sizes need no array of their own.
        before = repeated(values, next(sizes_left, 1) - 1, largest) if item.basis == "assumed" and item.weak else None
        yield item.like(
            f"{item.name} behind {len(before)} others" if before else f"one {item.name}",
            [*(before or ()), item.value],
        )
    for place, found in enumerate(first):
        yield from (one.like(f"item {place} {one.name}", _with(head, place, one.value)) for one in found[:LEAVES])
    for one in held[:LEAVES]:
        yield one.like(f"containing {one.name}", [one.value])
    if head:
        yield from classes([(f"{len(head)} items", head)], "type")
    for keyword in ("oneOf", "anyOf", "allOf"):
        for index in range(len(node.get(keyword, []))):
            for one in below((*path, keyword, index))[:LEAVES]:
                if isinstance(one.value, list):
                    yield one.like(one.name, [*head, *one.value[len(head) :]])
    for base in (one.value for one in items[1:3]):
        if low > 1 and (several := repeated([base, *values], low)) is not None:
            yield from classes([(f"{low} items of another kind", several)], "type")
    many = filled(MANY) if high is None else None
    yield from classes([(f"{MANY} items", many)] if many is not None else [], "type", "assumed")
    between = [(count, filled(count)) for count in range(3, MANY) if count not in sizes if high is None or count < high]
    sized = [(f"{count} items", made) for count, made in between if made is not None]
    # Every small size, since servers know one, two, or a few; where no limit is told, any of them may have one.
    yield from (replace(one, carried=True) for one in classes(sized, "type", "assumed" if high is None else None))


#: Items where a schema says nothing of them, all different.
_LOOSE = ["item", 1, True, {"key": "item"}, None, "another item", 2, 3.5, ["item"]]


def _with(values: Iterable[Any], place: int, value: Any) -> list[Any]:
    changed = list(values)
    changed[place : place + 1] = [value]
    return changed

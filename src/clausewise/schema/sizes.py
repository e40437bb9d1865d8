"""The size of the values that are built for a schema: limits that name a longest value are often huge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from clausewise.spec import Spec
from clausewise.spec.vocabulary import IN_PLACE_LISTS
from clausewise.spec.walking import Location

#: The longest text that is built, in characters, and the most items or fields of one array or object.
LONGEST_TEXT, MOST_ITEMS = 20_000, 1_000
#: The largest value that is built, in characters of JSON, roughly.
LARGEST = 200_000

_CAPS = {
    **dict.fromkeys(("minLength", "maxLength"), LONGEST_TEXT),
    **dict.fromkeys(("minItems", "maxItems", "minContains", "maxContains"), MOST_ITEMS),
    **dict.fromkeys(("minProperties", "maxProperties"), MOST_ITEMS),
}


def limit(node: dict[str, Any], keyword: str) -> int | None:
    """A limit of a schema as a whole number (JSON Schema 2020-12, 4.2.2: `2.0` is one); None where there is none."""
    value = node.get(keyword)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value)


def size(value: Any) -> int:
    """About how many characters of JSON a value takes."""
    if isinstance(value, str):
        return len(value) + 2
    if isinstance(value, list):
        return 2 + sum(map(size, value))
    if isinstance(value, dict):
        return 2 + sum(len(key) + 4 + size(item) for key, item in value.items())
    return len(str(value))


def repeated(values: Iterable[Any], count: int, largest: int | None = None) -> list[Any] | None:
    """A list of `count` items, the values in turn; None where it would be too large.

    `largest`: the size of the largest of them, where it is known.
    """
    values = list(values)
    if not values or count > MOST_ITEMS:
        return None
    if count * (max(map(size, values)) if largest is None else largest) > LARGEST:
        return None
    return [values[index % len(values)] for index in range(count)]


def beyond_what_is_built(schemas: Iterable[tuple[Location, Any]]) -> Iterator[str]:
    """The name and keyword of each limit that is so large that no value at it is built."""
    for path, node in schemas:
        for keyword, cap in _CAPS.items():
            found = limit(node, keyword) if isinstance(node, dict) else None
            if found is not None and found > cap:
                yield f"{path[-1] if path else 'body'} {keyword}"


def reachable(spec: Spec, path: Location) -> Iterator[tuple[Location, dict[str, Any]]]:
    """The schema at a path and each schema within it, behind references too; each place once."""
    seen: set[str] = set()
    waiting = [path]
    while waiting:
        where, node = spec.follow(waiting.pop())
        if not isinstance(node, dict) or (flat := spec.flat(where)) in seen:
            continue
        seen.add(flat)
        yield where, node
        for keyword, value in node.items():
            if keyword in _ONE and isinstance(value, dict):
                waiting.append((*where, keyword))
            elif keyword in _MANY and isinstance(value, list):
                waiting += [(*where, keyword, index) for index in range(len(value))]
            elif keyword in _NAMED and isinstance(value, dict):
                waiting += [(*where, keyword, name) for name in value]


_ONE = {"items", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "contains", "propertyNames"}
_MANY = {*IN_PLACE_LISTS, "prefixItems"}
_NAMED = {"properties", "patternProperties", "dependentSchemas"}

"""Specs with one thing wrong or unusual, made from sound ones; the same each time."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from clausewise.spec.walking import Location

#: Values that are put in the place of any other: other types, empty things, references of every kind, and long texts.
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 10**30, "", "x", [], {}, [None], [{}], {"": None}, {"x": 1}),
    *({"$ref": "#/components/schemas/Gone"}, {"$ref": "#"}, {"$ref": 1}, {"$ref": "other.yaml#/x"}, {"not": {}}),
    *({"type": "object", "properties": {"$ref": {"type": "string"}}}, "\u001b[31mred", "${x}", "a" * 5000, "(", "^("),
    *({"allOf": []}, {"enum": []}, {"type": []}, {"type": "int"}, {"minimum": "1"}, {"maxLength": 2**31 - 1}),
)


def mutations(document: dict[str, Any], step: int, first: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every `step`th mutation of a document, with its name: each place left out, and each odd value at it."""
    count = 0
    for where in _places(document):
        for index in range(-1, len(ODD)):
            count += 1
            if (count + first) % step:
                continue
            changed = copy.deepcopy(document)
            at: Any = changed
            for key in where[:-1]:
                at = at[key]
            if index < 0:
                del at[where[-1]]
            else:
                at[where[-1]] = copy.deepcopy(ODD[index])
            name = "/".join(map(str, where))
            yield f"{name}: {'left out' if index < 0 else repr(ODD[index])[:60]}", changed


def _places(node: Any, path: Location = ()) -> Iterator[Location]:
    named: Any = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in named:
        yield (*path, key)
        yield from _places(child, (*path, key))

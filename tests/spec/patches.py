"""A spec with a few places changed, for tests."""

from __future__ import annotations

import copy
from typing import Any, TypedDict


class Patch(TypedDict, total=False):
    """Places by JSON pointer: what to take out, then what to set; `-` at the end appends to a list.

    An item of a list is named by its number, or by a clause that stands at it, which keeps its place when others come.
    """

    remove: list[str]
    set: dict[str, Any]


def patched(document: dict[str, Any], patch: Patch) -> dict[str, Any]:
    """A copy of a document with the patch applied; KeyError where a place to take out is not there."""
    changed = copy.deepcopy(document)
    for pointer in patch.get("remove", ()):
        parent, key = _parent(changed, pointer)
        del parent[_key(parent, key)]
    for pointer, value in patch.get("set", {}).items():
        parent, key = _parent(changed, pointer)
        if isinstance(parent, list) and key == "-":
            parent.append(copy.deepcopy(value))
        else:
            parent[_key(parent, key)] = copy.deepcopy(value)
    return changed


def _parent(document: Any, pointer: str) -> tuple[Any, str]:
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    node = document
    for part in way:
        node = node[_key(node, part)]
    return node, last


def _key(parent: Any, name: str) -> Any:
    if not isinstance(parent, list):
        return name
    if name.isdecimal():
        return int(name)
    return next(
        index for index, item in enumerate(parent) if name in (clause["id"] for clause in item.get("x-clauses", ()))
    )

"""A spec with a few places changed, for tests."""

from __future__ import annotations

import copy
from typing import Any, TypedDict


class Patch(TypedDict, total=False):
    """Places by JSON pointer: what to take out, then what to set; `-` at the end appends to a list."""

    remove: list[str]
    set: dict[str, Any]


def patched(document: dict[str, Any], patch: Patch) -> dict[str, Any]:
    """A copy of a document with the patch applied; KeyError where a place to take out is not there."""
    changed = copy.deepcopy(document)
    for pointer in patch.get("remove", ()):
        parent, key = _parent(changed, pointer)
        del parent[int(key) if isinstance(parent, list) else key]
    for pointer, value in patch.get("set", {}).items():
        parent, key = _parent(changed, pointer)
        if isinstance(parent, list) and key == "-":
            parent.append(copy.deepcopy(value))
        else:
            parent[int(key) if isinstance(parent, list) else key] = copy.deepcopy(value)
    return changed


def _parent(document: Any, pointer: str) -> tuple[Any, str]:
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    node = document
    for part in way:
        node = node[int(part)] if isinstance(node, list) else node[part]
    return node, last

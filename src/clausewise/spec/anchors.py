"""References by name: `$anchor`, `$dynamicAnchor` and `$dynamicRef` written as pointers (JSON Schema 2020-12, 8.2).

A document is one resource where no schema has an `$id`: there, a dynamic reference leads where a plain one does.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from clausewise.spec.walking import Location, Place, places, pointer, rebuilt

_NAMES = ("$anchor", "$dynamicAnchor")
_REFERENCES = ("$ref", "$dynamicRef")


def by_pointer(document: Any) -> Any:
    """A document whose references to the names of schemas lead to their places; itself where there are none."""
    found = list(places(document, wrong=lambda *_: None))
    names = _named(found)
    if not any(_leads(place.node, key, names) for place in found for key in _REFERENCES):
        return document

    def changed(node: Any, kind: str, path: Location = ()) -> Any:
        if not isinstance(node, dict):
            return node
        node = rebuilt(node, kind, changed, path)
        for key in _REFERENCES:
            if kind == "schema" and (where := _leads(node, key, names)) is not None:
                node = {("$ref" if name == key else name): value for name, value in node.items()}
                node["$ref"] = "#" + quote(where, safe="/~")
        return node

    return changed(document, "document")


def _named(found: list[Place]) -> dict[str, str]:
    """The pointers of the schemas that have a name which only they have."""
    names: dict[str, str] = {}
    twice = set()
    for place in found:
        for name in {str(place.node[key]) for key in _NAMES if place.kind == "schema" and key in place.node}:
            twice |= {name} & names.keys()
            names[name] = pointer(*place.location)
    return {name: where for name, where in names.items() if name not in twice}


def _leads(node: dict[str, Any], key: str, names: dict[str, str]) -> str | None:
    reference = node.get(key)
    if not isinstance(reference, str) or (key == "$dynamicRef" and "$ref" in node):
        return None
    if key == "$dynamicRef" and reference.startswith("#/"):
        return reference[1:]
    return names.get(reference.removeprefix("#")) if reference.startswith("#") else None

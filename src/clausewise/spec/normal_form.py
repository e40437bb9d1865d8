"""The normal form of a document, in which keywords beside `$ref` and path items by reference need no care.

JSON Schema 2020-12 lets keywords stand beside `$ref`: both hold. OpenAPI 3.1 lets a path item be a reference.
"""

from __future__ import annotations

from typing import Any

from clausewise.spec.references import at, leads_on
from clausewise.spec.vocabulary import ANNOTATIONS
from clausewise.spec.walking import Location, rebuilt

#: The key at which a path item keeps the `$ref` that stood in its place.
REFERENCE = "x-path-item-reference"


def normal(document: dict[str, Any]) -> dict[str, Any]:
    """A copy in which `$ref` stands beside nothing that refuses a value, and path items hold their operations."""
    opened: list[str] = []

    def changed(node: Any, kind: str, path: Location = ()) -> Any:
        if not isinstance(node, dict):
            return node
        if kind == "schema" and leads_on(node):
            node = _apart(node)
        if kind != "path item" or not leads_on(node):
            return rebuilt(node, kind, changed, path)
        if node["$ref"] in opened:  # a callback of a path item that is the item itself
            return node
        opened.append(node["$ref"])
        whole = rebuilt(_whole(document, node), kind, changed, path)
        opened.pop()
        return whole

    made: dict[str, Any] = changed(document, "document")
    return made


def _whole(document: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """A path item with what stands behind its reference."""
    whole, behind = {key: value for key, value in item.items() if key != "$ref"}, item
    while leads_on(behind):
        behind = at(document, behind["$ref"])
        whole = {**behind, **whole} if isinstance(behind, dict) else whole
    whole.pop("$ref", None)
    return {**whole, REFERENCE: item["$ref"]}


def _apart(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema whose reference has moved into `allOf`, where more than annotations stand beside it."""
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    if all(key in ANNOTATIONS or key.startswith("x-") for key in beside) or set(beside) == {"$defs"}:
        return schema
    parts = beside.get("allOf", [])
    return {**beside, "allOf": [*(parts if isinstance(parts, list) else []), {"$ref": schema["$ref"]}]}

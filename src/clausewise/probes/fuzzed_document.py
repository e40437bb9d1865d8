"""The document as schemathesis is shown it: it follows `$ref` wherever one stands, also where it is data."""

from __future__ import annotations

from typing import Any

from clausewise.spec.lookalikes import data_like_references, like_a_reference
from clausewise.spec.walking import places, rebuilt


def fuzzed_document(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the values in its schemas that look like references; itself where it has none.

    What schemathesis makes up is judged by the whole document all the same.
    """
    if not any(place.kind == "schema" and data_like_references(place.node) for place in places(document)):
        return document
    shown: dict[str, Any] = _shown(document, "document")
    return shown


def _shown(node: Any, kind: str, *_: object) -> Any:
    if not isinstance(node, dict):
        return node
    copy = rebuilt(node, kind, _shown)
    for key in data_like_references(node) if kind == "schema" else []:
        others = [value for value in node[key] if not like_a_reference(value)] if key == "enum" else []
        if others:
            copy[key] = others
        else:
            del copy[key]
    return copy

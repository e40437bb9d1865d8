"""Values that look like references and are data: other packages follow `$ref` and `$id` wherever they stand."""

from __future__ import annotations

from typing import Any

from clausewise.spec.walking import HOLDS


def data_like_references(schema: dict[str, Any]) -> list[str]:
    """The keywords of a schema that hold data, and in it what looks like a reference."""
    data = [key for key in schema if key == "x-value-classes" or key not in HOLDS["schema"]]
    return [key for key in data if like_a_reference(schema[key])]


def like_a_reference(value: Any) -> bool:
    """Tell whether a mapping with a key `$ref` or `$id` stands in a value."""
    if isinstance(value, dict):
        return "$ref" in value or "$id" in value or any(map(like_a_reference, value.values()))
    return isinstance(value, list) and any(map(like_a_reference, value))

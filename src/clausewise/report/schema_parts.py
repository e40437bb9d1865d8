"""Parts of the JSON Schema of contract.json: its plain types, and how others are made of them."""

from __future__ import annotations

from typing import Any

from clausewise.spec import BASES

TEXT: dict[str, Any] = {"type": "string"}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
SECONDS: dict[str, Any] = {"type": "number", "minimum": 0}
BASIS: dict[str, Any] = {"enum": list(BASES)}
TEXTS: dict[str, Any] = {"type": "object", "additionalProperties": TEXT}
BYTES: dict[str, Any] = {"description": "Bytes that are no text, in base64.", "type": "string"}
BODY: dict[str, Any] = {"anyOf": [TEXT, {"type": "object", "required": ["base64"], "properties": {"base64": BYTES}}]}


def described(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with a description."""
    return {"description": description, **schema}


def list_of(item: dict[str, Any]) -> dict[str, Any]:
    """A list of such items."""
    return {"type": "array", "items": item}


def or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Such a value, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def object_of(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    """An object with these properties and no other."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}

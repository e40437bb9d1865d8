"""A small value that a schema takes, for answers of which the spec has no example."""

from __future__ import annotations

from typing import Any

from clausewise.spec import Spec

#: Values of the formats that an answer most often has (RFC 3339, 4122, 3986, 5321).
_OF_FORMAT = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "time": "00:00:00Z",
    "uri": "https://example.com/",
    "email": "someone@example.com",
    "ipv4": "192.0.2.1",
}


def instance(spec: Spec, schema: Any, depth: int = 0) -> Any:
    """The smallest value of a schema: its own example, constant or first enum value, else by its type.

    Best effort: a pattern, `not` or a sum of conflicting parts is beyond it.
    """
    schema = spec.resolve(schema)
    if not isinstance(schema, dict) or depth > 20:
        return None
    for key in ("const", "example", "default"):
        if key in schema:
            return schema[key]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    for key in ("anyOf", "oneOf"):
        if schema.get(key):
            rest = {name: value for name, value in schema.items() if name != key}
            return instance(spec, _merged(spec, [rest, schema[key][0]]), depth + 1)
    if schema.get("allOf"):
        rest = {name: value for name, value in schema.items() if name != "allOf"}
        return instance(spec, _merged(spec, [rest, *schema["allOf"]]), depth + 1)
    return _by_type(spec, schema, depth)


def _by_type(spec: Spec, schema: dict[str, Any], depth: int) -> Any:
    kind = schema.get("type", "object" if "properties" in schema else "array" if "items" in schema else "null")
    if isinstance(kind, list):
        kind = kind[0]
    match kind:
        case "object":
            properties = schema.get("properties", {})
            return {name: instance(spec, properties.get(name, {}), depth + 1) for name in schema.get("required", [])}
        case "array":
            return [instance(spec, schema.get("items", {}), depth + 1)] * schema.get("minItems", 0)
        case "string":
            text = _OF_FORMAT.get(schema.get("format", ""), "")
            return text or "x" * max(schema.get("minLength", 0), min(1, schema.get("maxLength", 1)))
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return False
    return None


def _number(schema: dict[str, Any]) -> int | float:
    step: int | float = schema.get("multipleOf", 1)
    low: int | float = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    high: int | float = schema.get("maximum", schema.get("exclusiveMaximum", max(low, 0)))
    number = low if low > 0 else min(0, high)
    number += -number % step
    if number == schema.get("exclusiveMinimum"):
        return number + step
    return number - step if number == schema.get("exclusiveMaximum") else number


def _merged(spec: Spec, parts: list[Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for part in parts:
        node = spec.resolve(part)
        if not isinstance(node, dict):
            continue
        for key, value in node.items():
            if key == "required":
                merged[key] = [*merged.get(key, []), *value]
            elif key == "properties":
                merged[key] = {**merged.get(key, {}), **value}
            elif key == "allOf":
                merged[key] = [*merged.get(key, []), *value]
            else:
                merged[key] = value
    return merged

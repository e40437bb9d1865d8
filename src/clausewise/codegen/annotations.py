"""Python types for the fields of a request, as source text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clausewise.codegen.combinations import resolved

_BY_TYPE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def annotation(schema: Mapping[str, Any], node: Any) -> str:
    """The type of a field; `Any` where types cannot say what the schema does."""
    node = resolved(schema, node)
    if "const" in node or "enum" in node:
        values = [node["const"]] if "const" in node else node["enum"]
        return _union([literal(values), *(["str"] if node.get("x-open-enum") else [])])
    for key in ("anyOf", "oneOf"):
        if key in node:
            return _union(annotation(schema, branch) for branch in node[key])
    if len(node.get("allOf", [])) == 1 and "type" not in node:
        return annotation(schema, node["allOf"][0])
    kinds = node.get("type", [])
    return _union(_of_type(schema, node, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def literal(values: Iterable[Any]) -> str:
    """A Literal of the values; the plain type for those that Literal does not take."""
    values = list(values)
    plain = [value for value in values if value is None or isinstance(value, (str, int))]
    if {repr(value) for value in plain} == {"True", "False"} and len(plain) == len(values):
        return "bool"
    named = f"Literal[{', '.join(map(repr, plain))}]" if plain else ""
    return _union([named, *("float" for value in values if isinstance(value, float))])


def _of_type(schema: Mapping[str, Any], node: Mapping[str, Any], kind: str) -> str:
    if kind == "array":
        # A list and not any sequence: a string is a sequence of strings.
        return f"list[{annotation(schema, node.get('items', {}))}]"
    if kind == "object":
        return "Mapping[str, Any]"
    return _BY_TYPE.get(kind, "Any")


def _union(parts: Iterable[str]) -> str:
    unique = list(dict.fromkeys(part for part in parts if part))
    return "Any" if not unique or "Any" in unique else " | ".join(unique)

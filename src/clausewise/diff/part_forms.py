"""The form of arrays and objects: items, fields and their names in one way, however they are written."""

from __future__ import annotations

from typing import Any

from clausewise.diff.conjunction import FALSE, TRUE, Form, both, without
from clausewise.diff.equality import same


def of_arrays(node: Form) -> Form:
    """A form in which the items of an array are told by the fewest keywords."""
    node = _contains(dict(node))
    first, rest = list(node.get("prefixItems", [])), node.get("items", TRUE)
    if rest == FALSE:
        node["maxItems"] = min(len(first), node.get("maxItems", len(first)))
    most = node.get("maxItems")
    if most is not None and most <= len(first):
        first, rest = first[:most], TRUE
    while first and same(first[-1], rest):
        first.pop()
    for key, value, silent in (("prefixItems", first, []), ("items", rest, TRUE)):
        node.pop(key, None)
        if value != silent:
            node[key] = value
    if most is not None and most <= 1:
        node.pop("uniqueItems", None)
    return node


def _contains(node: Form) -> Form:
    least, most = node.get("minContains", 1), node.get("maxContains")
    if "contains" not in node:
        return node
    if least == 0 and most is None:
        return without(node, "contains", "minContains")
    if node["contains"] == TRUE:
        node["minItems"] = max(least, node.get("minItems", 0))
        if most is not None:
            node["maxItems"] = min(most, node.get("maxItems", most))
        return without(node, "contains", "minContains", "maxContains")
    return node


def of_objects(node: Form) -> Form:
    """A form in which the fields of an object are told by the fewest keywords."""
    node = _names(_patterns(dict(node)))
    rest = node.get("additionalProperties", TRUE)
    fields: dict[str, Any] = node.get("properties", {})
    silent = TRUE if "patternProperties" in node or rest != FALSE else FALSE
    kept = {name: field for name, field in fields.items() if field != silent or (silent == TRUE and rest != TRUE)}
    if rest == FALSE and "patternProperties" not in node and not kept:
        node["maxProperties"] = 0
    if node.get("maxProperties") == 0:
        kept = {}
        for key in ("additionalProperties", "patternProperties", "propertyNames"):
            node.pop(key, None)
    node.pop("properties", None)
    if kept:
        node["properties"] = kept
    if node.get("minProperties", 0) <= len(node.get("required", ())):
        node.pop("minProperties", None)
    return node


def _patterns(node: Form) -> Form:
    """Patterns that every name matches say what any field must be."""
    named: dict[str, Form] = {}
    for pattern, field in node.get("patternProperties", {}).items():
        key = pattern_form(pattern)
        named[key] = both(named[key], field) if key in named else field
    if list(named) == [""] and not node.get("properties"):
        node["additionalProperties"] = named.pop("")
    node.pop("patternProperties", None)
    if named := {pattern: field for pattern, field in named.items() if field != TRUE or "additionalProperties" in node}:
        node["patternProperties"] = named
    return {key: value for key, value in node.items() if (key, value) != ("additionalProperties", TRUE)}


def _names(node: Form) -> Form:
    if "propertyNames" not in node:
        return node
    names = both(node.pop("propertyNames"), {"type": ["string"]})
    if names == FALSE or names.get("type") == []:
        node["maxProperties"] = 0
    elif names != {"type": ["string"]}:
        node["propertyNames"] = names
    return node


def pattern_form(pattern: str) -> str:
    """A pattern without what matches anything at its ends; it may match anywhere in a text (JSON Schema, 6.3.3)."""
    if "|" in pattern:
        return pattern
    while pattern.endswith(".*") and not pattern.endswith("\\.*"):
        pattern = pattern[:-2]
    while pattern.startswith(".*") and pattern[2:3] not in ("?", "+", "*", "{"):
        pattern = pattern[2:]
    return "" if pattern == "^" else pattern

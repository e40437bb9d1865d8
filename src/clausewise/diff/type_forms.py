"""The form of a schema type by type: keywords that say nothing of its types left out, bounds and lists in one way."""

from __future__ import annotations

from math import ceil, floor
from typing import Any

from clausewise.diff.conjunction import FALSE, Form, without
from clausewise.diff.equality import text
from clausewise.schema.containers import key_of
from clausewise.spec import Spec
from clausewise.spec.compiling import compiled
from clausewise.spec.json_types import kinds_of
from clausewise.spec.vocabulary import OF_TYPE

TYPES = frozenset(("array", "boolean", "null", "number", "object", "string"))
#: A format that no clause claims: it refuses nothing, and readers go by it.
REMARK = "x-format"
#: Keywords that refuse values of these types only; a format may be of any type.
KEYWORDS: dict[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength", "pattern", REMARK),
    "number": (*OF_TYPE["number"], REMARK),
    "integer": (*OF_TYPE["number"], REMARK),
    "array": (
        *("items", "prefixItems", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems"),
        "unevaluatedItems",
    ),
    "object": (
        *("properties", "patternProperties", "additionalProperties", "propertyNames", "required", "dependentRequired"),
        *("minProperties", "maxProperties", "unevaluatedProperties"),
    ),
}
_TYPED = frozenset(key for keys in KEYWORDS.values() for key in keys)
#: The most values that are judged one by one.
_MOST = 1_000
#: The bounds of whole numbers that are listed are at most so far apart.
_FEW = 100


def of_types(spec: Spec, node: Form) -> Form:
    """A form without what no value of its types can break; a list of values where these are all that it takes."""
    if "type" in node:
        if not node["type"]:
            return FALSE
        node = {**node, "type": types_named(node["type"])}
        if set(node["type"]) >= TYPES:
            del node["type"]
        else:
            meant = {key for name in node["type"] for key in KEYWORDS.get(name, ())}
            node = {key: value for key, value in node.items() if key in meant or key not in _TYPED}
    node = _numbers(node)
    if "enum" not in node and node.get("type") and set(node["type"]) <= {"null", "boolean"}:
        listed: dict[str, list[Any]] = {"null": [None], "boolean": [False, True]}
        node = {**node, "enum": [value for name in node["type"] for value in listed[name]]}
    return _listed(spec, node) if "enum" in node else node


def types_named(named: Any) -> list[str]:
    """The types of a list, in one order, without what another holds."""
    types = {named} if isinstance(named, str) else set(named)
    return sorted(types - {"integer"} if "number" in types else types)


def _numbers(node: Form) -> Form:
    types = node.get("type")
    if types is None or not {"number", "integer"} & set(types):
        return node
    step = node.get("multipleOf")
    if "number" in types and isinstance(step, int) and not isinstance(step, bool):
        types = sorted({*types, "integer"} - {"number"})
        node = {**node, "type": types}
    if "integer" in types:
        node = _whole_bounds(node)
        if step == 1:
            node = without(node, "multipleOf")
        if types == ["integer"] and "enum" not in node and {"minimum", "maximum"} <= node.keys():
            few = range(node["minimum"], min(node["maximum"], node["minimum"] + _FEW) + 1)
            return {**node, "enum": list(few)} if node["maximum"] - node["minimum"] <= _FEW else node
        return node
    return _one_bound(node)


def _whole_bounds(node: Form) -> Form:
    """The bounds of whole numbers, as the least and the greatest that is taken."""
    made = without(node, *OF_TYPE["number"][:4])
    try:
        low = [ceil(node["minimum"])] if "minimum" in node else []
        low += [floor(node["exclusiveMinimum"]) + 1] if "exclusiveMinimum" in node else []
        high = [floor(node["maximum"])] if "maximum" in node else []
        high += [ceil(node["exclusiveMaximum"]) - 1] if "exclusiveMaximum" in node else []
    except (OverflowError, ValueError):  # a number beyond what a float holds
        return node
    return made | ({"minimum": max(low)} if low else {}) | ({"maximum": min(high)} if high else {})


def _one_bound(node: Form) -> Form:
    """The stronger of two bounds of one kind."""
    weaker = set()
    if node.get("type") == ["number"]:
        if "minimum" in node and "exclusiveMinimum" in node:
            weaker.add("minimum" if node["exclusiveMinimum"] >= node["minimum"] else "exclusiveMinimum")
        if "maximum" in node and "exclusiveMaximum" in node:
            weaker.add("maximum" if node["exclusiveMaximum"] <= node["maximum"] else "exclusiveMaximum")
    return without(node, *weaker)


def _listed(spec: Spec, node: Form) -> Form:
    """A list of values, of which those are left that the other keywords take."""
    known: dict[str, Any] = {}
    for value in node["enum"][:_MOST]:
        known.setdefault(key_of(value), value)
    values = list(known.values())
    formats = {key: value for key, value in node.items() if key in ("format", REMARK)}
    rest = without(node, "enum", *formats)
    if len(node["enum"]) > _MOST:
        return node
    if set(rest) == {"type"}:
        values = [value for value in values if set(kinds_of(value)) & set(rest["type"])]
    elif rest:
        values = [value for value in values if _takes(compiled(spec, rest), value)]
    return {**formats, "enum": sorted(values, key=text)} if values else FALSE


def _takes(judge: Any, value: Any) -> bool:
    try:
        return bool(judge.is_valid(value))
    except ValueError:  # it cannot be judged
        return False

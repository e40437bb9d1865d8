"""Every assertion keyword of JSON Schema has a value that keeps it and a near miss that breaks it.

The judge is the package jsonschema, which the engine does not use.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.near_misses import Judge, embedded
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind

WORDS = {"type": "string", "enum": ["small", "large"]}
SCHEMAS: dict[str, Any] = {
    "type, one": {"type": "object"},
    "type, two": {"type": ["string", "null"]},
    "enum": {"enum": ["a", 1, None]},
    "const": {"const": {"a": [1]}},
    "const false": {"const": False},
    "multipleOf": {"type": "number", "multipleOf": 0.01},
    "maximum": {"maximum": 3},
    "exclusiveMaximum": {"type": "integer", "exclusiveMaximum": 3},
    "minimum": {"type": "integer", "minimum": -2},
    "exclusiveMinimum": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "maxLength": {"type": "string", "maxLength": 3.0},
    "minLength": {"type": "string", "minLength": 2.0},
    "pattern": {"type": "string", "pattern": "^[a-z]{2}-[0-9]{3}$"},
    "pattern and length": {"type": "string", "pattern": "^[a-z]+$", "minLength": 7, "maxLength": 9},
    "maxItems": {"type": "array", "items": WORDS, "maxItems": 2},
    "minItems": {"type": "array", "items": WORDS, "minItems": 3},
    "uniqueItems": {"type": "array", "items": {"type": "integer"}, "uniqueItems": True},
    "items": {"type": "array", "items": WORDS},
    "prefixItems": {"type": "array", "prefixItems": [WORDS, {"type": "integer"}], "items": False},
    "contains": {"type": "array", "contains": WORDS, "minContains": 2, "maxContains": 3},
    "unevaluatedItems": {"type": "array", "allOf": [{"prefixItems": [WORDS]}], "unevaluatedItems": False},
    "maxProperties": {"type": "object", "maxProperties": 1},
    "minProperties": {"type": "object", "minProperties": 2},
    "required, not listed": {"type": "object", "required": ["a", "b"], "properties": {"a": WORDS}},
    "dependentRequired": {"type": "object", "properties": {"a": WORDS}, "dependentRequired": {"a": ["b"]}},
    "dependentSchemas": {"type": "object", "dependentSchemas": {"a": {"properties": {"b": WORDS}, "required": ["b"]}}},
    "properties": {"type": "object", "properties": {"a": WORDS, "b": False}},
    "patternProperties": {"type": "object", "patternProperties": {"^x-": {"type": "integer"}}},
    "additionalProperties": {"type": "object", "properties": {"a": WORDS}, "additionalProperties": False},
    "additionalProperties, a schema": {"type": "object", "additionalProperties": {"type": "integer"}},
    "unevaluatedProperties": {
        "type": "object",
        "allOf": [{"properties": {"a": WORDS}}],
        "unevaluatedProperties": False,
    },
    "propertyNames": {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}},
    "allOf": {"allOf": [{"type": "integer", "minimum": 2}, {"maximum": 4}]},
    "anyOf": {"anyOf": [{"type": "integer"}, {"type": "string", "maxLength": 2}]},
    "oneOf": {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]},
    "oneOf, objects": {"oneOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]},
    "not": {"not": {"type": "integer"}},
    "not, an object": {"type": "object", "properties": {"a": WORDS}, "not": {"required": ["a"]}},
    "if then": {"type": "object", "properties": {"a": WORDS}, "if": {"required": ["a"]}, "then": {"required": ["b"]}},
    "if else": {"if": {"type": "integer"}, "else": {"type": "string", "maxLength": 3}},
    "true within false": {"type": "object", "properties": {"a": True, "b": {"not": {}}}},
}


def values(schema: Any) -> tuple[list[Any], list[Any]]:
    """The values that are sent as valid, and as near misses of the field itself."""
    probes = plan(embedded(schema), PlanOptions(strength=1))
    rows = [probe.row.body["value"] for probe in probes if probe.row is not None]
    misses = [json.loads(probe.call.body or b"null") for probe in probes if probe.kind is Kind.NEAR_MISS]
    return rows, [miss["value"] for miss in misses if list(miss) == ["value"]]


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_a_keyword_is_kept_by_a_row_and_broken_by_a_near_miss(schema: Any) -> None:
    judge = Judge(schema)
    rows, misses = values(schema)
    assert rows
    assert misses
    assert all(judge.is_valid(row) for row in rows)
    assert not any(judge.is_valid(miss) for miss in misses)


#: Schemas whose keyword a near miss must break, and nothing else; by the name that the judge gives it.
ALONE = {
    "uniqueItems": ("uniqueItems", SCHEMAS["uniqueItems"]),
    "propertyNames": ("pattern", SCHEMAS["propertyNames"]),
    "dependentRequired": ("dependentRequired", SCHEMAS["dependentRequired"]),
    "maxContains": ("contains", SCHEMAS["contains"]),
    "contains": ("contains", {"type": "array", "contains": WORDS, "minItems": 1}),
    "minProperties": ("minProperties", SCHEMAS["minProperties"]),
    "maxProperties": ("maxProperties", SCHEMAS["maxProperties"]),
    "not": ("not", SCHEMAS["not, an object"]),
    "then": ("required", SCHEMAS["if then"]),
    "oneOf": ("oneOf", SCHEMAS["oneOf, objects"]),
    "additionalProperties": ("additionalProperties", SCHEMAS["additionalProperties"]),
    "unevaluatedProperties": ("unevaluatedProperties", SCHEMAS["unevaluatedProperties"]),
    "minItems": ("minItems", SCHEMAS["minItems"]),
}


@pytest.mark.parametrize(("keyword", "schema"), ALONE.values(), ids=ALONE)
def test_a_near_miss_breaks_this_keyword_and_no_other(keyword: str, schema: Any) -> None:
    judge = Judge(schema)
    _, misses = values(schema)
    told = [{error.validator for error in judge.iter_errors(miss)} for miss in misses]
    assert {keyword} in told, told


def test_an_object_that_may_hold_anything_is_missed_by_a_text() -> None:
    _, misses = values({"type": "object"})
    assert "x" in misses or any(isinstance(miss, str) for miss in misses)


def test_each_value_of_a_nested_enum_is_sent() -> None:
    schema = {"type": "object", "properties": {"size": WORDS, "tags": {"type": "array", "items": WORDS}}}
    rows, misses = values(schema)
    assert {row.get("size") for row in rows} >= {"small", "large", None}
    assert {tag for row in rows for tag in row.get("tags", [])} == {"small", "large"}
    assert any(miss.get("size") not in (None, "small", "large") for miss in misses if isinstance(miss, dict))


@pytest.mark.parametrize("limit", [2**31 - 1, 10**12])
def test_limits_of_any_size_cost_no_memory(limit: int) -> None:
    """A value that long is not built."""
    nested = {"type": "array", "maxItems": 1521, "items": {"type": "string", "minLength": 15_000}}
    for schema in ({"type": "string", "maxLength": limit}, {"type": "array", "maxItems": limit}, nested):
        rows, _ = values(schema)
        assert rows
        assert max(len(json.dumps(row, ensure_ascii=False)) for row in rows) < 400_000


def test_items_that_exclude_each_other_are_put_beside_each_other() -> None:
    roles = {"type": "array", "items": {"type": "string", "enum": ["first", "last", "other"]}}
    first, other = ({"contains": {"const": name}} for name in ("first", "other"))
    _, misses = values({**roles, "not": {"allOf": [first, other]}})
    assert any(miss in (["first", "other"], ["other", "first"]) for miss in misses)
    _, misses = values({**roles, "if": {"contains": {"const": "last"}}, "then": first})
    assert ["last"] in misses

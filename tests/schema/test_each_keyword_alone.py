"""A near miss breaks each assertion keyword alone, wherever it stands: without that keyword the body is right.

The judge is the package jsonschema, which the engine does not use.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind
from clausewise.spec import Spec

NUMBERS = {"type": "array", "items": {"type": "integer"}, "contains": {"minimum": 5}}
PAIR = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}
TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
MODE = {"type": "object", "required": ["m"], "properties": {"m": {"enum": ["a", "b"]}, "d": {"type": "integer"}}}
IS_A = {"properties": {"m": {"const": "a"}}}
#: A keyword, and a schema that it stands in.
HARD: list[tuple[str, dict[str, Any]]] = [
    ("multipleOf", {"type": "integer", "multipleOf": 5}),
    ("minContains", {**NUMBERS, "minContains": 2}),
    ("maxContains", {**NUMBERS, "maxContains": 2}),
    ("then", {**MODE, "if": IS_A, "then": {"required": ["d"]}}),
    ("else", {**MODE, "if": IS_A, "else": {"required": ["d"]}}),
]
OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("minLength", {"type": "string", "minLength": 3}),
    ("pattern", {"type": "string", "pattern": "^[a-c]{2}$"}),
    ("exclusiveMaximum", {"type": "number", "exclusiveMaximum": 1}),
    ("minItems", {"type": "array", "items": {"type": "integer"}, "minItems": 2}),
    ("uniqueItems", {"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True, "minItems": 1}),
    ("contains", NUMBERS),
    ("items", {"type": "array", "prefixItems": [{"type": "string"}], "items": False}),
    ("required", {**PAIR, "required": ["x"]}),
    ("additionalProperties", {**PAIR, "additionalProperties": False}),
    ("propertyNames", {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}}),
    ("minProperties", {**TEXTS, "minProperties": 1}),
    ("maxProperties", {**TEXTS, "maxProperties": 2}),
    ("dependentRequired", {**PAIR, "dependentRequired": {"x": ["y"]}}),
    ("dependentSchemas", {**PAIR, "dependentSchemas": {"x": {"required": ["y"]}}}),
    ("not", {"type": "string", "not": {"enum": ["bad"]}}),
    ("oneOf", {**PAIR, "oneOf": [{"required": ["x"]}, {"required": ["y"]}]}),
    ("unevaluatedProperties", {"type": "object", "allOf": [PAIR], "unevaluatedProperties": False}),
]


def field(name: str, schema: Any) -> dict[str, Any]:
    return {"type": "object", "required": [name], "properties": {name: schema}}


Place = Callable[[dict[str, Any]], dict[str, Any]]
#: The places of a body that the schema may stand in.
PLACES: dict[str, Place] = {
    "a field": lambda schema: field("f", schema),
    "within an object": lambda schema: field("o", field("f", schema)),
    "an object in a list": lambda schema: field("l", {"type": "array", "minItems": 1, "items": field("f", schema)}),
    "a map": lambda schema: field("m", {"type": "object", "additionalProperties": schema, "minProperties": 1}),
}


def near_misses(schema: dict[str, Any]) -> list[Any]:
    operation = {
        "operationId": "make",
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"200": {"description": "ok"}, "400": {"description": "no"}},
    }
    info = {"title": "T", "version": "1"}
    made = Spec.of({"openapi": "3.1.0", "info": info, "paths": {"/things": {"post": operation}}})
    probes = [one for one in plan(made, PlanOptions(1, free=True)) if one.kind is Kind.NEAR_MISS and one.call.body]
    return [json.loads(one.call.body or b"") for one in probes]


@pytest.mark.parametrize(
    "place",
    ["a field", "within an object", *(pytest.param(name, marks=pytest.mark.exhaustive) for name in list(PLACES)[2:])],
)
@pytest.mark.parametrize(
    ("keyword", "schema"),
    [*HARD, *(pytest.param(*one, marks=pytest.mark.exhaustive) for one in OTHERS)],
    ids=[keyword for keyword, _ in (*HARD, *OTHERS)],
)
def test_a_near_miss_breaks_the_keyword_alone(keyword: str, schema: dict[str, Any], place: str) -> None:
    whole = Draft202012Validator(PLACES[place](schema))
    without = Draft202012Validator(PLACES[place]({key: value for key, value in schema.items() if key != keyword}))
    broken = [value for value in near_misses(PLACES[place](schema)) if not whole.is_valid(value)]
    assert any(without.is_valid(value) for value in broken)

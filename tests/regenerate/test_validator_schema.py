"""The schema that the client checks requests by says what the spec says."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import fastjsonschema
import jsonschema_rs
import pytest

from clausewise.codegen.contract_data import request_schema
from clausewise.codegen.validator_schema import validator_schema
from clausewise.spec import Spec

SCHEMAS: dict[str, dict[str, Any]] = {
    "needs a field and implies a schema": {
        "dependentRequired": {"a": ["b"]},
        "dependentSchemas": {"a": {"properties": {"c": {"const": 1}}}},
    },
    "needs a field": {"dependentRequired": {"a": ["b"], "c": ["a"]}},
    "implies a schema": {"dependentSchemas": {"a": {"required": ["c"], "dependentRequired": {"c": ["b"]}}}},
    "fields named as keywords": {"properties": {"a": {"properties": {"not": {"const": 1}}}, "b": {"const": {"if": 1}}}},
}
VALUES = {"a": (None, 1, {"not": 2}), "b": (None, 1, {"if": 1}), "c": (None, 1, 2)}


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_both_validators_judge_alike(schema: dict[str, Any]) -> None:
    ours, judge = fastjsonschema.compile(validator_schema(schema, "#")), jsonschema_rs.Draft202012Validator(schema)
    verdicts = set()
    for values in product(*VALUES.values()):
        body = {name: value for name, value in zip(VALUES, values, strict=True) if value is not None}
        verdicts.add(judge.is_valid(body))
        assert _takes(ours, body) is judge.is_valid(body), body
    assert verdicts == {True, False}


def _takes(validate: Any, body: Any) -> bool:
    try:
        validate(body)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


def test_fields_named_as_keywords_stay_and_every_reference_is_local() -> None:
    names = ("example", "examples", "x-safe-value", "format", "$ref")
    money = {"$ref": "#/components/schemas/Money"}
    schema = {
        "properties": dict.fromkeys(names, money) | {"kind": {"const": {"example": 1, "format": "uuid"}}},
        "x-warnings": [{"says": "Much.", "when": {"properties": {"example": money}}}],
        "example": {"example": 1},
    }
    media = {"content": {"application/json": {"schema": schema}}}
    document = {
        "paths": {"/a": {"post": {"operationId": "pay", "requestBody": media, "responses": {}}}},
        "components": {"schemas": {"Money": {"type": "integer"}}},
    }
    spec = Spec(document, Path("spec.yaml"))
    made = request_schema(spec, spec.operation("pay"))
    local = {"$ref": "#/$defs/Money"}
    assert made == {
        "properties": dict.fromkeys(names, local) | {"kind": {"const": {"example": 1, "format": "uuid"}}},
        "x-warnings": [{"says": "Much.", "when": {"properties": {"example": local}}}],
        "$defs": {"Money": {"type": "integer"}},
    }


def test_two_schemas_whose_places_end_alike_stay_two() -> None:
    parts = {"A": {"properties": {"size": {"type": "integer"}}}, "B": {"properties": {"size": {"type": "string"}}}}
    odd = {"a/b c": {"type": "boolean"}}
    fields = {name: {"$ref": f"#/components/schemas/{name}/properties/size"} for name in parts}
    schema = {"properties": {**fields, "odd": {"$ref": "#/components/schemas/a~1b%20c"}}}
    media = {"content": {"application/json": {"schema": schema}}}
    document = {
        "paths": {"/a": {"post": {"operationId": "pay", "requestBody": media, "responses": {}}}},
        "components": {"schemas": {**parts, **odd}},
    }
    spec = Spec(document, Path("spec.yaml"))
    takes = fastjsonschema.compile(validator_schema(request_schema(spec, spec.operation("pay")), "#"))
    assert _takes(takes, {"A": 1, "B": "one", "odd": True})
    assert not any(_takes(takes, wrong) for wrong in ({"A": "one"}, {"B": 1}, {"odd": 1}))

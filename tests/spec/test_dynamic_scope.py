"""A `$dynamicRef` leads where the way to it says, as the package jsonschema reads it; what is not read is named."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausewise.spec import BodyValidator, Spec, SpecError
from clausewise.spec.dynamic_scope import MOST_COPIES

VALUES: tuple[Any, ...] = (*(1, "x", None, [], [1], ["x"], [["x"]], [[1]], {}), *({"a": 1}, {"a": "x"}, {"b": ["x"]}))
VALUES = (
    *VALUES,
    {"child": {"a": 1}},
    {"child": {"more": 1}},
    {"child": {"child": {"a": "x", "more": 1}}},
    {"more": 1},
)
ITEM = {"$id": "/list", "$dynamicAnchor": "list", "type": "array", "items": {"$dynamicRef": "#item"}}
ANY_ITEM = {"$defs": {"any": {"$dynamicAnchor": "item"}}}


def of_texts(reference: str) -> dict[str, Any]:
    return {"$id": "/texts", "$ref": reference, "$defs": {"item": {"$dynamicAnchor": "item", "type": "string"}}}


SCHEMAS: dict[str, dict[str, Any]] = {
    "a list whose user says of what": of_texts("/list") | {"allOf": [{"$defs": {"list": ITEM | ANY_ITEM}}]},
    "two users of one list": {
        "properties": {"a": of_texts("/list"), "b": {"$ref": "/list"}},
        "type": ["object", "array"],
        "$defs": {"list": ITEM | ANY_ITEM},
        "items": {"$ref": "/numbers"},
        "additionalProperties": {
            **of_texts("/list"),
            "$id": "/numbers",
            "$defs": {"item": {"$dynamicAnchor": "item", "type": "integer"}},
        },
    },
    "a tree that its user closes": {
        "$id": "/closed",
        "$dynamicAnchor": "node",
        "$ref": "/tree",
        "unevaluatedProperties": False,
        "$defs": {
            "tree": {
                "$id": "/tree",
                "$dynamicAnchor": "node",
                "type": "object",
                "properties": {"a": {"type": "integer"}, "child": {"$dynamicRef": "#node"}},
            }
        },
    },
    "an anchor that is not dynamic": {
        **of_texts("/list"),
        "$defs": {
            "list": ITEM | {"$defs": {"any": {"$anchor": "item", "type": "integer"}}},
            "item": {"$dynamicAnchor": "item", "type": "string"},
            "third": {"$id": "/third", "$dynamicAnchor": "item"},
        },
    },
    "a resource that was left": {
        "$id": "/left",
        "if": {"$id": "/first", "$defs": {"item": {"$dynamicAnchor": "item", "type": "null"}}},
        "then": {"$id": "/second", "$ref": "/list", "$defs": {"item": {"$dynamicAnchor": "item", "type": "string"}}},
        "$defs": {"list": ITEM | ANY_ITEM},
    },
}


def spec_of(schema: dict[str, Any]) -> Spec:
    document = {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "components": {"schemas": {"It": schema}}}
    return Spec.of(document)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_dynamic_reference_leads_where_jsonschema_follows_it(name: str) -> None:
    schema = {"$id": "https://example.com/it", "$defs": {}, "allOf": [SCHEMAS[name]]}
    judge = Draft202012Validator(schema)
    ours = BodyValidator(spec_of(schema), ("components", "schemas", "It"))
    verdicts = {judge.is_valid(value) for value in VALUES}
    assert verdicts == {True, False}, "the values tell nothing apart"
    assert [value for value in VALUES if ours.is_valid(value) is not judge.is_valid(value)] == []


def test_a_reference_to_another_file_is_named() -> None:
    with pytest.raises(SpecError, match=r"other\.json.* is not local"):
        spec_of({"$id": "https://example.com/it", "allOf": [{"$ref": "other.json"}, ITEM | ANY_ITEM]})


def test_ways_beyond_the_limit_are_named() -> None:
    """Each of many users of one list would need a copy of it."""
    users = {
        f"u{number}": {
            "$id": f"/u{number}",
            "$ref": "/list",
            "$defs": {"item": {"$dynamicAnchor": "item", "const": number}},
        }
        for number in range(MOST_COPIES + 1)
    }
    schema = {"$id": "https://example.com/it", "$defs": {**users, "list": ITEM | ANY_ITEM}}
    with pytest.raises(SpecError, match=r"more than .* ways; write"):
        spec_of(schema)

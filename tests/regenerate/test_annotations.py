"""Fields of a request get the Python type that says what their schema says."""

from __future__ import annotations

from typing import Any

import pytest
from video_generations_client import CreateAndWaitOptions

from clausewise.codegen.annotations import annotation
from clausewise.codegen.methods import OPTIONS, parameter_names

DEFINITIONS = {"$defs": {"Size": {"enum": ["s", "m"]}, "Part": {"type": "object"}}}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, "str"),
        ({"type": "integer"}, "int"),
        ({"type": "number"}, "float"),
        ({"type": "boolean"}, "bool"),
        ({"type": ["string", "null"]}, "str | None"),
        ({"enum": ["a", "b"]}, "Literal['a', 'b']"),
        ({"enum": ["a", 1, True, None]}, "Literal['a', 1, True, None]"),
        ({"enum": [0.5, 1.5]}, "float"),
        ({"enum": [True, False]}, "bool"),
        ({"enum": ["a"], "x-open-enum": True}, "Literal['a'] | str"),
        ({"const": "a"}, "Literal['a']"),
        ({"$ref": "#/$defs/Size", "description": "x"}, "Literal['s', 'm']"),
        ({"oneOf": [{"$ref": "#/$defs/Size"}, {"type": "null"}]}, "Literal['s', 'm'] | None"),
        ({"anyOf": [{"type": "string"}, {}]}, "Any"),
        ({"allOf": [{"$ref": "#/$defs/Size"}]}, "Literal['s', 'm']"),
        ({"type": "array", "items": {"$ref": "#/$defs/Size"}}, "list[Literal['s', 'm']]"),
        ({"type": "array"}, "list[Any]"),
        ({"$ref": "#/$defs/Part"}, "Mapping[str, Any]"),
        ({}, "Any"),
        ({"not": {"type": "string"}}, "Any"),
    ],
)
def test_a_schema_becomes_a_type(schema: dict[str, Any], expected: str) -> None:
    assert annotation(DEFINITIONS, schema) == expected


def test_a_name_that_is_taken_gets_an_underscore() -> None:
    """By Python, by an option of the call, by the generated code, or by another field."""
    fields = ["plain", "from", "timeout", "check", "self", "list", "Any", "aspect-ratio", "aspect_ratio", "16x9"]
    assert list(parameter_names({"properties": {field: {} for field in fields}}).values()) == [
        "plain",
        "from_",
        "timeout_",
        "check_",
        "self_",
        "list_",
        "Any_",
        "aspect_ratio",
        "aspect_ratio_",
        "_16x9",
    ]


def test_the_options_that_a_field_must_not_be_named_after_are_those_of_the_calls() -> None:
    assert CreateAndWaitOptions.__optional_keys__ == OPTIONS

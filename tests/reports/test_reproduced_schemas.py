"""The schemas in a reproduce.py judge values as the library does, without it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs

from clausewise.report.reproduce.schema import KEYWORDS, fits
from clausewise.spec.compiling import DIALECT

SCHEMAS: tuple[dict[str, Any], ...] = (
    *({"type": name} for name in ("string", "integer", "number", "boolean", "null", "object", "array")),
    *({"type": ["string", "null"]}, {"enum": [1, "a", None]}, {"const": [1, {"a": True}]}, {"required": ["a"]}),
    *({"properties": {"a": {"type": "string"}}}, {"properties": {"a": True}, "additionalProperties": False}),
    *({"items": {"type": "integer"}}, {"prefixItems": [{"const": 1}], "items": {"type": "string"}}),
    *({"anyOf": [{"minimum": 2}, {"type": "string"}]}, {"oneOf": [{"type": "number"}, {"minimum": 2}]}),
    *({"not": {"type": "string"}}, {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "number"}}),
    *({"allOf": [{"type": "string"}, {"pattern": "^a"}]}, {"maxLength": 1}, {"minItems": 2}, {"maxItems": 1}),
    *({"uniqueItems": True}, {"exclusiveMinimum": 1}, {"exclusiveMaximum": 1}, {"maximum": 1}, {"multipleOf": 0.5}),
    *(
        {"minProperties": 1},
        {"maxProperties": 0},
        {"propertyNames": {"maxLength": 0}},
        {"dependentRequired": {"a": ["b"]}},
    ),
    *({"patternProperties": {"^a": {"type": "null"}}, "additionalProperties": {"type": "string"}}, {"format": "uuid"}),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 1.0, 1.5, 2, -3, "", "a", "ab", "b", [], [1], [1, 1], [1, True], [1, "a"], [True, 1.0]),
    *([1, {"a": True}], {}, {"a": 1}, {"a": "b"}, {"a": None, "b": "c"}, {"b": 2}, {"a": 1, "b": 2}),
    *("f0aa213c-c09e-4e19-a0e5-c698fe48acf1", "f0aa213c"),
)


def test_a_schema_is_judged_as_by_the_library() -> None:
    for schema in SCHEMAS:
        library = jsonschema_rs.validator_for({**schema, "$schema": DIALECT}, validate_formats=True)
        for value in VALUES:
            assert fits(value, schema) == library.is_valid(value), (schema, value)
    assert all(f'"{word}":' in json.dumps(SCHEMAS) for word in KEYWORDS)

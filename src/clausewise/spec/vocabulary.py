"""The vocabulary of JSON Schema 2020-12 by what its keywords are about: a type, the value itself, tied fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

#: The in-place applicators (Core, 10.2): keywords that apply one schema, or a list of them, to the same value.
IN_PLACE, IN_PLACE_LISTS = ("not", "if", "then", "else"), ("allOf", "anyOf", "oneOf")
#: The keywords of a schema that hold schemas by names that people chose.
NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")
#: The keywords by which one field of an object can bind another. `then` and `else` mean something beside `if` only.
TYING = (*IN_PLACE, "anyOf", "oneOf", "dependentRequired", "dependentSchemas")
#: The keywords that document a schema, for people alone.
DOCUMENTING = frozenset(("title", "description", "deprecated", "example", "examples", "$comment", "externalDocs"))
#: The keywords that say something about a schema and refuse no value, of JSON Schema 2020-12 and of OpenAPI 3.1.
ANNOTATIONS = DOCUMENTING | {
    *("default", "readOnly", "writeOnly", "xml", "discriminator", "contentEncoding", "contentMediaType"),
    "contentSchema",
}
#: The keywords that look at others beside them, and those others (Core, 10.2.2 and 10.3; Validation, 6.4).
COMPANIONS: dict[str, tuple[str, ...]] = {
    "additionalProperties": ("properties", "patternProperties"),
    "items": ("prefixItems",),
    "if": ("then", "else"),
    "contains": ("minContains", "maxContains"),
}
#: The keywords that say nothing where another is not beside them, and that other.
NEEDS = {name: keyword for keyword in ("if", "contains") for name in COMPANIONS[keyword]}
#: The keywords by which an object may refuse a field that it does not list.
CLOSING = ("additionalProperties", "unevaluatedProperties", "propertyNames", "maxProperties")
#: The keywords that values of one type alone can break.
OF_TYPE: dict[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": (
        *("items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems", "unevaluatedItems"),
        *("minContains", "maxContains"),
    ),
    "object": (
        *("properties", "required", "patternProperties", "additionalProperties", "propertyNames", "minProperties"),
        *("maxProperties", "dependentRequired", "dependentSchemas", "unevaluatedProperties"),
    ),
}


def named_fields(rule: Any, resolve: Callable[[Any], Any] = lambda node: node) -> Iterator[tuple[str, Any]]:
    """The fields of an object that a rule names, each with its schema there; True where only its presence counts."""
    rule = resolve(rule)
    if not isinstance(rule, dict):
        return
    yield from rule.get("properties", {}).items()
    yield from ((name, True) for name in rule.get("required", ()))
    for name, needed in rule.get("dependentRequired", {}).items():
        yield from ((each, True) for each in (name, *needed))
    for name, part in rule.get("dependentSchemas", {}).items():
        yield name, True
        yield from named_fields(part, resolve)
    for key in IN_PLACE:
        yield from named_fields(rule.get(key), resolve)
    for key in IN_PLACE_LISTS:
        for part in rule.get(key, ()):
            yield from named_fields(part, resolve)

"""Rules about enums and constants, which client generators turn into names."""

from __future__ import annotations

import re
from typing import Any

from clausewise.lint.house_rules import Found, rule
from clausewise.lint.reach import generated_schemas
from clausewise.spec import Spec


def _member(value: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", value).upper()).strip("_")


@rule("enum-name-unreadable", "name the values in x-enum-varnames, in their order")
def unreadable(spec: Spec) -> Found:
    """A value that does not start with a letter becomes VALUE_0, VALUE_1, … in the client."""
    for path, schema in generated_schemas(spec):
        if "x-enum-varnames" in schema:
            continue
        for index, value in enumerate(schema.get("enum", ())):
            if isinstance(value, str) and not value[:1].isalpha():
                yield (*path, "enum", index), f"the value {value!r} becomes VALUE_{index} in the client"


@rule("enum-names-clash", "name the values in x-enum-varnames, in their order")
def clash(spec: Spec) -> Found:
    """Two values that become one name: the generation fails."""
    for path, schema in generated_schemas(spec):
        if "x-enum-varnames" in schema:
            continue
        first: dict[str, str] = {}
        for index, value in enumerate(schema.get("enum", ())):
            if isinstance(value, str) and first.setdefault(_member(value), value) != value:
                yield (*path, "enum", index), f"{value!r} and {first[_member(value)]!r} become one name in the client"


@rule("enum-varnames-wrong", "give each value one name, a Python identifier that no other has")
def varnames(spec: Spec) -> Found:
    """Names that are too few, too many, the same, or no identifiers."""
    for path, schema in generated_schemas(spec):
        if "x-enum-varnames" not in schema:
            continue
        names, values = schema["x-enum-varnames"], schema.get("enum", [])
        if len(names) != len(values):
            yield (*path, "x-enum-varnames"), f"{len(names)} names for {len(values)} values"
        for index, name in enumerate(names):
            if not str(name).isidentifier() or names.index(name) != index:
                yield (*path, "x-enum-varnames", index), f"{name!r} is no identifier, or stands here twice"


@rule("enum-types-mixed", "make it a oneOf of enums of one type each")
def mixed(spec: Spec) -> Found:
    """Values of several types: the generation drops the schema."""
    for path, schema in generated_schemas(spec):
        kinds = {type(value) for value in schema.get("enum", ()) if value is not None}
        if len(kinds) > 1:
            yield (*path, "enum"), "values of several types cannot become one class in the client"


@rule("enum-nullable", 'write oneOf: [{$ref: the enum}, {type: "null"}]')
def nullable(spec: Spec) -> Found:
    """An enum made nullable by its type or by a null value becomes three classes that are the same."""
    for path, schema in generated_schemas(spec):
        if "enum" in schema and ("null" in _types(schema) or None in schema["enum"]):
            yield (*path, "enum"), "a nullable enum becomes several classes in the client"


@rule("const-optional", "use an enum of one value, or make the property required")
def optional_const(spec: Spec) -> Found:
    """A boolean or null constant that may be absent: the generated code is no Python, or loses the constant."""
    for path, schema in generated_schemas(spec):
        required = schema.get("required", ())
        for name, child in schema.get("properties", {}).items():
            constant = child.get("const", "") if isinstance(child, dict) else ""
            if (constant is None or isinstance(constant, bool)) and name not in required:
                yield (*path, "properties", name, "const"), f"the optional constant {name!r} breaks the client"


def _types(schema: dict[str, Any]) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)

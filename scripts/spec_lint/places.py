"""Where the schemas and the examples of a spec stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contract_tests.spec import Spec

Path = tuple[str | int, ...]

#: Keywords of JSON Schema 2020-12 that hold one schema, a list of schemas, or schemas by name.
ONE = (
    "additionalProperties",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedProperties",
)
LIST = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("$defs", "dependentSchemas", "patternProperties", "properties")


@dataclass(frozen=True)
class Example:
    """A value that the spec gives for a schema; `path` leads to the value, `schema` to the schema."""

    path: Path
    schema: Path
    value: Any


def schemas(spec: Spec) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every schema with the place where it is written; `$ref` is not followed."""
    for path, node in _objects(spec.document, ()):
        if _is_named_schemas(path):
            for name, schema in node.items():
                yield from within(schema, (*path, name))
        elif "schema" in node:
            yield from within(node["schema"], (*path, "schema"))


def examples(spec: Spec) -> Iterator[Example]:
    """Every example of a media type, parameter, header or schema, and every default and value class."""
    for path, node in _objects(spec.document, ()):
        if "schema" in node and not _is_named_schemas(path):
            yield from _beside_schema(spec, path, node)
    for path, schema in schemas(spec):
        for key in ("example", "default", "x-safe-value"):
            if key in schema:
                yield Example((*path, key), path, schema[key])
        for index, value in enumerate(schema.get("examples", ())):
            yield Example((*path, "examples", index), path, value)
        for index, entry in enumerate(schema.get("x-value-classes", ())):
            yield Example((*path, "x-value-classes", index, "value"), path, entry.get("value"))


def _beside_schema(spec: Spec, path: Path, node: dict[str, Any]) -> Iterator[Example]:
    if "example" in node:
        yield Example((*path, "example"), (*path, "schema"), node["example"])
    for name, entry in node.get("examples", {}).items():
        example = spec.resolve(entry)
        if "value" in example:
            yield Example((*path, "examples", name, "value"), (*path, "schema"), example["value"])


def _is_named_schemas(path: Path) -> bool:
    return path == ("components", "schemas")


def _objects(node: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every object of the document that is neither a schema, nor within one, nor data."""
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from _objects(child, (*path, index))
    elif isinstance(node, dict):
        yield path, node
        for key, child in node.items():
            is_data = key in ("schema", "example", "examples", "default", "enum") or str(key).startswith("x-")
            if not is_data and not _is_named_schemas(path):
                yield from _objects(child, (*path, key))


def within(schema: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A schema and every schema that is written in it; `$ref` is not followed."""
    if not isinstance(schema, dict):  # true and false are schemas too, and say nothing more
        return
    yield path, schema
    for key in ONE:
        yield from within(schema.get(key), (*path, key))
    for key in LIST:
        for index, child in enumerate(schema.get(key, ())):
            yield from within(child, (*path, key, index))
    for key in NAMED:
        for name, child in schema.get(key, {}).items():
            yield from within(child, (*path, key, name))

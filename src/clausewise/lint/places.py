"""The examples of a spec, each with its place and the schema that it is an example of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clausewise.spec import Spec
from clausewise.spec.walking import Location, Place, places


@dataclass(frozen=True)
class Example:
    """A value that the spec gives for a schema; `path` leads to the value, `schema` to the schema."""

    path: Location
    schema: Location
    value: Any


def examples(spec: Spec) -> Iterator[Example]:
    """Every example of a media type, parameter, header or schema, and every default and value class."""
    for place in places(spec.document):
        if place.kind == "schema":
            yield from _of_schema(place.location, place.node)
        elif place.kind in ("media type", "parameter", "header") and "schema" in place.node:
            yield from _beside_schema(spec, place)


def _of_schema(path: Location, schema: dict[str, Any]) -> Iterator[Example]:
    for key in ("example", "default", "x-safe-value"):
        if key in schema:
            yield Example((*path, key), path, schema[key])
    for index, value in enumerate(schema.get("examples", ())):
        yield Example((*path, "examples", index), path, value)
    for index, entry in enumerate(schema.get("x-value-classes", ())):
        yield Example((*path, "x-value-classes", index, "value"), path, entry.get("value"))


def _beside_schema(spec: Spec, place: Place) -> Iterator[Example]:
    path, schema = place.location, (*place.location, "schema")
    if "example" in place.node:
        yield Example((*path, "example"), schema, place.node["example"])
    for name, entry in place.node.get("examples", {}).items():
        example = spec.resolve(entry)
        if "value" in example:
            yield Example((*path, "examples", name, "value"), schema, example["value"])

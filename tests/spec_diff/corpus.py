"""Changes of schemas, made systematically: each keyword, in each direction, at each place that a schema can stand.

A change is a pair of schemas, old and new, with values that may tell them apart. Which of the values do, the package
`jsonschema` says; nothing here knows the right answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

Schema = Any
Direction = Literal["request", "answer"]
DIRECTIONS: tuple[Direction, ...] = ("request", "answer")

_TEXTS = ["", "a", "ab", "abc", "abcd", "abcdef", "b", "ba", "xyz", "2024-01-01"]
_NUMBERS = [-1, 0, 1, 1.5, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 20]
_ARRAYS = [
    *([], [1], ["a"], ["abcd"], [1, 1], [1, 2], ["a", 1], ["a", "b"], ["a", "a"], [1, 2, 3], ["a", "b", "c"]),
    *(["a", 1, True], [1, 2, 3, 4], ["a", 1, "x", "y"], [None], [[]], ["abcdef", "a"], [1, "a"]),
]
_OBJECTS = [
    *({}, {"a": 1}, {"b": 1}, {"a": "x"}, {"a": 1, "b": 2}, {"a": "abcd", "b": "x"}, {"a": "abcdef"}),
    *({"a": 1, "b": 2, "c": 3}, {"c": 1}, {"x-1": 1}, {"x-1": "s"}, {"x-1": "abcd"}, {"b": "x"}, {"c": "x"}),
    *({"a": 1, "c": 3}, {"a": 1, "b": "x"}, {"a": 1, "b": 2, "c": 3, "d": 4}, {"long-name": 1}, {"a": None}),
    *({"a": 1, "long-name": "s"}, {"a": {"a": 1}}, {"a": 5, "b": 1}, {"a": 1, "b": "abcd"}, {"b": 1, "c": "x"}),
]
SAMPLES: list[Any] = [*_TEXTS, *_NUMBERS, *_ARRAYS, *_OBJECTS, None, True, False]


@dataclass(frozen=True)
class Keyword:
    """A keyword in two strengths, the type whose values it looks at, and what it must stand beside."""

    name: str
    kind: str
    loose: Schema
    tight: Schema
    beside: Any = None

    def schema(self, strength: Schema | None, *, typed: bool) -> dict[str, Any]:
        """The schema of one strength, None for the keyword left out."""
        made = {"type": self.kind} if typed and self.kind else {}
        return {**made, **(self.beside or {}), **(strength or {})}


KEYWORDS = [
    Keyword(name, kind, **parts)
    for kind, named in yaml.safe_load(Path(__file__).with_name("keywords.yaml").read_text("utf-8")).items()
    for name, parts in named.items()
]
#: A schema that has another in it, by its place, and the values that have a value there.
PLACES: dict[str, tuple[Callable[[Schema], Schema], Callable[[Any], list[Any]]]] = {
    "root": (lambda inner: inner, lambda value: [value]),
    "properties": (lambda inner: {"type": "object", "properties": {"p": inner}}, lambda value: [{"p": value}, {}]),
    "required property": (
        lambda inner: {"type": "object", "required": ["p", "q"], "properties": {"p": inner, "q": {"const": "q"}}},
        lambda value: [{"p": value, "q": "q"}],
    ),
    "items": (lambda inner: {"type": "array", "items": inner}, lambda value: [[value], [value, value], []]),
    "prefixItems": (lambda inner: {"type": "array", "prefixItems": [{}, inner]}, lambda value: [[1, value], [1]]),
    "contains": (lambda inner: {"type": "array", "contains": inner}, lambda value: [[value], [value, {"z": 0}], []]),
    "additionalProperties": (
        lambda inner: {"type": "object", "properties": {"id": {}}, "additionalProperties": inner},
        lambda value: [{"id": 1, "k": value}, {"k": value}, {}],
    ),
    "patternProperties": (
        lambda inner: {"type": "object", "patternProperties": {"^k": inner}},
        lambda value: [{"k1": value}, {}],
    ),
    "propertyNames": (
        lambda inner: {"type": "object", "propertyNames": inner},
        lambda value: [{value: 1}] if isinstance(value, str) else [{}],
    ),
    "unevaluatedProperties": (
        lambda inner: {"type": "object", "properties": {"id": {}}, "unevaluatedProperties": inner},
        lambda value: [{"id": 1, "k": value}, {}],
    ),
    "unevaluatedItems": (
        lambda inner: {"type": "array", "prefixItems": [{}], "unevaluatedItems": inner},
        lambda value: [[1, value], [1]],
    ),
    "not": (lambda inner: {"not": inner}, lambda value: [value]),
    "if": (
        lambda inner: {"if": inner, "then": {"not": {"const": 0}}, "else": {"type": "object"}},
        lambda value: [value],
    ),
    "then": (lambda inner: {"if": True, "then": inner}, lambda value: [value]),
    "else": (lambda inner: {"if": {"const": 0}, "else": inner}, lambda value: [value]),
    "allOf": (lambda inner: {"allOf": [{"not": {"const": 0}}, inner]}, lambda value: [value]),
    "anyOf": (lambda inner: {"anyOf": [{"const": 0}, inner]}, lambda value: [value]),
    "oneOf": (lambda inner: {"oneOf": [{"const": 0}, inner]}, lambda value: [value]),
    "dependentSchemas": (
        lambda inner: {"type": "object", "dependentSchemas": {"p": {"properties": {"p": inner}}}},
        lambda value: [{"p": value}, {}],
    ),
    "deep": (
        lambda inner: {
            "properties": {"list": {"type": "array", "items": {"type": "object", "properties": {"p": inner}}}}
        },
        lambda value: [{"list": [{"p": value}]}, {}],
    ),
}


@dataclass(frozen=True)
class Change:
    """A change of one schema: its name, where it stands, both sides, and whether they stand behind a `$ref`."""

    name: str
    place: str
    direction: Direction
    old: Schema
    new: Schema
    behind: bool

    @property
    def values(self) -> list[Any]:
        """Values worth trying on both sides."""
        return [made for value in SAMPLES for made in PLACES[self.place][1](value)]

    def document(self, schema: Schema) -> dict[str, Any]:
        """A document of OpenAPI in which one operation takes or answers the schema, inline or behind a `$ref`."""
        components = {"schemas": {"It": schema}} if self.behind else {}
        shown = {"$ref": "#/components/schemas/It"} if self.behind else schema
        media = {"content": {"application/json": {"schema": shown}}}
        post: dict[str, Any] = {"operationId": "make", "responses": {"200": {"description": "ok"}}}
        if self.direction == "request":
            post["requestBody"] = {"required": True, **media}
        else:
            post["responses"]["200"] |= media
        info = {"title": "T", "version": "1"}
        return {"openapi": "3.1.0", "info": info, "paths": {"/t": {"post": post}}, "components": components}


#: Old and new strength of a keyword: left out (None), loose, tight.
_HOW = {
    "added": (None, "tight"),
    "removed": ("tight", None),
    "tightened": ("loose", "tight"),
    "loosened": ("tight", "loose"),
}


def changes() -> Iterator[Change]:
    """Every change: keyword by keyword, each of them everywhere."""
    for keyword in KEYWORDS:
        for how, strengths in _HOW.items():
            for typed in (True, False) if keyword.kind else (True,):
                sides = [keyword.schema(getattr(keyword, name) if name else None, typed=typed) for name in strengths]
                for place, (around, _) in PLACES.items():
                    old, new = map(around, sides)
                    name = f"{keyword.name}{'' if typed else ' of any type'} {how} in {place}"
                    for direction in DIRECTIONS:
                        for behind in (False, True):
                            told = f"{name}, {direction}{' behind $ref' if behind else ''}"
                            yield Change(told, place, direction, old, new, behind)


def moves() -> Iterator[Change]:
    """Every keyword moved to another place of the same schema, where it says the same: into allOf, out, behind $ref."""
    for keyword in KEYWORDS:
        flat = keyword.schema(keyword.tight, typed=True)
        for name, moved in (("into allOf", {"allOf": [flat]}), ("beside a true schema", {"allOf": [True, flat]})):
            for direction in DIRECTIONS:
                for old, new, way in ((flat, moved, name), (moved, flat, f"back, {name}")):
                    told = f"{keyword.name} moved {way}, {direction}"
                    yield Change(told, "root", direction, old, new, behind=False)

"""Parts of the candidates of `breaking`: values of other types, other values, texts of another form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from clausewise.schema.numbers import outside
from clausewise.schema.sizes import LONGEST_TEXT, limit
from clausewise.schema.value_classes import types_of
from clausewise.spec import Spec
from clausewise.spec.walking import Location

#: The name of a change, and the value that it makes.
Broken = tuple[str, Any]

#: A field that no spec lists.
UNLISTED = "x_probe_field"
#: One value of each type, in the order in which they tell most.
_TYPES: dict[str, tuple[str, Any]] = {
    "string": ("a text instead", "x"),
    "integer": ("a number instead", 7),
    "number": ("a fraction instead", 1.5),
    "boolean": ("true instead", True),
    "object": ("an object instead", {"x": 1}),
    "array": ("an array instead", ["x"]),
    "null": ("null instead", None),
}
#: Texts of many forms: most patterns and formats refuse some of them.
TEXTS = (
    "",
    "x",
    "X",
    "1",
    "-",
    " ",
    "x y",
    "X1",
    "x_y",
    "é",
    "猫",
    "a\nb",
    "0",
    "..",
    "a" * 40,
    "!",
    "$x",
    "x/y",
    "/",
)


@dataclass(frozen=True)
class Around:
    """The spec, and what is known of the schemas within: valid values, and candidates near one of them."""

    spec: Spec
    valid: Callable[[Location], list[Any]]
    broken: Callable[[Location, Any], Iterator[Broken]]


def wrong_types(node: Any) -> Iterator[Broken]:
    """One value of each type that the schema does not name; none where it names no type."""
    if isinstance(node, bool):
        return
    taken = {*types_of(node)} if "type" in node else set(_TYPES)
    if "number" in taken:
        taken.add("integer")
    for kind, broken in _TYPES.items():
        if kind not in taken:
            yield broken


def other_values(node: dict[str, Any], value: Any) -> Iterator[Broken]:
    """Candidates that break `enum`, `const` and the limits of a number."""
    if "const" in node or "enum" in node:
        yield from _otherwise(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from outside(node)


def _otherwise(value: Any) -> Iterator[Broken]:
    """Another value of the same type, then of others."""
    if isinstance(value, str):
        yield "another word", f"{value}x"
        yield "other letters", value.swapcase()
        yield "blank around it", f" {value} "
        yield "no text", ""
    elif isinstance(value, bool):
        yield "the other of true and false", not value
        yield "a number for a boolean", int(value)
    elif isinstance(value, (int, float)):
        yield "another number", value + 1
        yield "its text", str(value)
        yield "a boolean for a number", bool(value)
    elif isinstance(value, list):
        yield "one more item", [*value, "x"]
        yield "no items", []
        yield from (("an item of another type", [*value[:-1], item]) for item in ([True, 1, "x"] if value else []))
    elif isinstance(value, dict):
        yield "one more field", value | {UNLISTED: "x"}
        yield "no fields", {}
        yield from (("another value of a field", value | {name: not value[name]}) for name in value)
    yield from _TYPES.values()


def other_texts(node: dict[str, Any], value: str) -> Iterator[Broken]:
    """Texts just beyond the limits of length, and of another form."""
    low, high = limit(node, "minLength"), limit(node, "maxLength")
    if high is not None and high <= LONGEST_TEXT:
        yield "one character too long", (value or "x") + "x" * (high + 1 - len(value or "x"))
        yield "too long", "é" * (high + 1)
    if low and low <= LONGEST_TEXT:
        yield "one character too short", (value or "x")[: low - 1].ljust(low - 1, "x")
        yield "too short by one sign beyond 16 bits", "\U0001f98a" * (low - 1)
    if {"pattern", "format", "contentEncoding", "contentMediaType"} & node.keys():
        yield from (("a text of another form", f"{value}{more}") for more in ("!", " ", "\n", "x"))
        yield from (("a text of another form", value[:-1]) for _ in value[:1])
        yield from (("a text of another form", text) for text in TEXTS)

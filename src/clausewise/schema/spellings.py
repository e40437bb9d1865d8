"""Spellings: for a valid value, what clients send instead and lax servers take for it.

Each function yields name and value pairs. Many are valid after all for a given schema; the caller
keeps those that its schema refuses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from clausewise.schema.numbers import outside
from clausewise.schema.sizes import LONGEST_TEXT, limit, repeated

Spelling = tuple[str, Any]

#: Separators of the parts of a string, which people write in each other's place.
_SEPARATORS = ",:;/-_.x "


def of(value: Any) -> Iterator[Spelling]:
    """Every spelling of a value, by its type."""
    if isinstance(value, bool):
        yield from of_boolean(value)
    elif isinstance(value, str):
        yield from of_string(value)
    elif isinstance(value, (int, float)):
        yield from of_number(value)
    elif isinstance(value, list):
        yield from of_array(value)
    elif isinstance(value, dict):
        yield from of_object(value)
    yield from of_any(value)


def beyond(node: dict[str, Any], value: Any) -> Iterator[Spelling]:
    """The values just outside the limits that a schema sets, for a value of its type."""
    if isinstance(value, (int, float)):
        yield from outside(node)
    low, high = limit(node, "minLength"), limit(node, "maxLength")
    if isinstance(value, str):
        if high is not None and high <= LONGEST_TEXT:
            yield "one character too long", "x" * (high + 1)
        if low and low <= LONGEST_TEXT:
            yield "one character too short", "x" * (low - 1)
    low, high = limit(node, "minItems"), limit(node, "maxItems")
    if isinstance(value, list) and value:
        if high is not None and (more := repeated(value, high + 1)) is not None:
            yield "one item too many", more
        if low and (fewer := repeated(value, low - 1)) is not None:
            yield "one item too few", fewer


def of_any(value: Any) -> Iterator[Spelling]:
    """Values that can stand in the place of any other."""
    yield "null", None
    yield "in an array", [value]
    yield "in an object", {"value": value}
    yield "number", 1
    yield "boolean", True
    yield "empty string", ""
    yield "empty array", []
    yield "empty object", {}
    yield "JSON in a string", json.dumps(value)
    yield "no value at all", "undefined"


def of_boolean(value: bool) -> Iterator[Spelling]:  # noqa: FBT001 - the value itself, not a switch
    """Spellings of true and false in other languages and in forms."""
    yield "word", str(value).lower()
    yield "capitalised word", str(value)
    yield "integer", int(value)
    yield "integer in a string", str(int(value))
    yield "yes or no", "yes" if value else "no"
    yield "on or off", "on" if value else "off"
    yield "float", float(value)


def of_number(value: float) -> Iterator[Spelling]:
    """A number as text, with a fraction, next to itself."""
    yield "string", str(value)
    yield "padded string", f" {value} "
    yield "fraction", value + 0.5
    yield "one more", value + 1
    yield "one less", value - 1
    yield "negative", -value - 1
    yield "huge", 10**12
    yield "boolean instead", bool(value)


def of_string(value: str) -> Iterator[Spelling]:
    """A string as number, in other letters, padded, cut, continued, with other separators."""
    if re.fullmatch(r"-?\d{1,15}", value):
        yield "integer", int(value)
        yield "float", float(value)
        yield "fraction", int(value) + 0.5
        yield "leading zero", f"0{value}"
        yield "decimal text", f"{value}.0"
        yield "plus sign", f"+{value}"
        yield "with unit", f"{value}s"
        yield "one more", str(int(value) + 1)
        yield "one less", str(int(value) - 1)
        yield "negative", f"-{value}"
    if re.search(r"[0-9]", value):
        yield "fullwidth digits", re.sub(r"[0-9]", lambda digit: chr(ord(digit[0]) + 0xFEE0), value)
    yield "upper case", value.upper()
    yield "lower case", value.lower()
    yield "title case", value.title()
    yield "leading space", f" {value}"
    yield "trailing space", f"{value} "
    yield "trailing newline", f"{value}\n"
    yield "trailing NUL", f"{value}\x00"
    yield "quoted", f'"{value}"'
    yield "cut at the end", value[:-1]
    yield "cut at the start", value[1:]
    yield "continued", f"{value}-max"
    yield "continued with a letter", f"{value}x"
    yield "preceded", f"x{value}"
    yield "twice", f"{value}{value}"
    yield from _separated(value)


def _separated(value: str) -> Iterator[Spelling]:
    for separator in sorted({char for char in value if char in _SEPARATORS}, key=value.index):
        named = f"'{separator}'"
        for other in _SEPARATORS.replace(separator, ""):
            yield f"'{other}' for {named}", value.replace(separator, other)
        left, _, right = value.partition(separator)
        yield f"without {named}", left + right
        yield f"nothing before {named}", separator + right
        yield f"nothing after {named}", left + separator
        yield f"only what is before {named}", left
        yield f"only {named}", separator
        yield f"space after {named}", f"{left}{separator} {right}"
        yield f"{named} twice", f"{left}{separator}{separator}{right}"
        yield f"a third part after {named}", f"{value}{separator}{right}"
        yield f"words around {named}", f"start{separator}end"
        yield f"units around {named}", f"{left}s{separator}{right}s"
        yield f"negative before {named}", f"-{left}{separator}{right}"
        yield f"fractions without a whole around {named}", f".{left}{separator}.{right}"
        yield f"braces around {named}", f"{{{left}}}{separator}{{{right}}}"
        yield f"times of day around {named}", f"0:{left.zfill(2)}{separator}0:{right.zfill(2)}"
        yield f"array of the parts around {named}", [left, right]
        yield f"numbers of the parts around {named}", [_number(left), _number(right)]
        yield f"object of the parts around {named}", {"start": left, "end": right}
        if left != right:
            yield f"parts around {named} exchanged", f"{right}{separator}{left}"
    numbers = re.findall(r"\d+", value)
    for number in numbers[:2]:
        yield f"{number} and one", value.replace(number, str(int(number) + 1), 1)
        yield f"{number} with a point", value.replace(number, f"{number}.", 1)


def of_array(value: list[Any]) -> Iterator[Spelling]:
    """An array as its only item, as text, with a wrong item."""
    if value:
        yield "its only item", value[0]
        yield "items joined by commas", ",".join(map(str, value))
        yield "an object of its items", {str(index): item for index, item in enumerate(value)}
        yield "an array of arrays", [value]
        yield "a wrong item behind a good one", [*value, 1]
        yield "a wrong item before a good one", [1, *value]
        yield "null behind a good item", [*value, None]
        yield "an object as item", [{"url": value[0]}]
        yield "an item twice", [*value, *value]
    yield "null as item", [None]
    yield "number as item", [1]
    yield "boolean as item", [True]
    yield "zero", 0
    yield "false", False


def of_object(value: dict[str, Any]) -> Iterator[Spelling]:
    """An object in an array, or as a list of its values."""
    yield "list of its values", list(value.values())
    for name in value:
        yield f"without {name}", {key: item for key, item in value.items() if key != name}
        yield f"null as {name}", value | {name: None}


def _number(part: str) -> Any:
    try:
        return float(part) if "." in part else int(part)
    except ValueError:
        return part

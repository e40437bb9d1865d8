"""Strings of a schema: at its limits, of its pattern or format, and the text that people and programs write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.schema import text
from clausewise.schema.patterns import matching
from clausewise.schema.sizes import LONGEST_TEXT, limit
from clausewise.spec import Basis

#: The texts that stand for all where they are nested.
FEW = ("word", "other scripts", "quotes")
#: Name, value, the keyword that speaks of it, and a weaker basis where none does.
Text = tuple[str, str, str, Basis | None]
#: The keyword of texts that are told by their length alone.
LENGTH = "length"


def strings(node: dict[str, Any], *, named: bool, nested: bool) -> Iterator[Text]:
    """The strings of a schema; `named` where the spec itself names the values that are meant.

    Of text that is `nested` in an object or array a few stand for all: each is a request of its own.
    """
    if named and not node.get("x-free-text"):
        # The spec names what is meant; that any other string will do is only assumed.
        yield from ((name, value, "type", "assumed") for name, value in text.ANY.items())
        return
    low, high = limit(node, "minLength"), limit(node, "maxLength")
    if "pattern" in node:
        yield from ((name, value, "pattern", None) for name, value in matching(node["pattern"], low or 0, high))
        return
    if node.get("format") in ("uri", "url"):
        yield from ((name, value, "type", None) for name, value in text.ADDRESSES.items())
        yield from ((name, value, "type", "assumed") for name, value in text.EXTREME_ADDRESSES.items())
        yield from (_long(length, text.address_of_length(length)) for length in text.ADDRESS_LENGTHS)
        return
    if node.get("format") in text.FORMATS:
        yield from ((value, value, "format", None) for value in text.FORMATS[node["format"]])
        return
    if high is not None and high <= LONGEST_TEXT:
        yield f"{high} characters", "é" * high, "maxLength", None
    if low and low <= LONGEST_TEXT:
        yield f"{low} characters", "é" * low, "minLength", None
        yield f"{low} letters", "a" * low, "minLength", None
    ordinary = {name: text.ORDINARY[name] for name in FEW} if nested else text.ORDINARY
    yield from ((name, value, "type", None) for name, value in ordinary.items())
    extreme = {name: value for name, value in text.EXTREME.items() if not nested or name == "empty"}
    yield from ((name, value, "type", "assumed") for name, value in extreme.items())
    if nested:
        return
    yield from (_long(length, text.of_length(length)) for length in text.LENGTHS)


def _long(length: int, value: str) -> Text:
    return f"{length} characters", value, LENGTH, "assumed"

"""Readings of lax servers, which take one value for another: coercions, loose comparisons, defaults for nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from clausewise.mock_server.faults.mechanisms import ABSENT

#: The value that a server takes a value for: the same where a reading is not about it.
Reading = Callable[[Any], Any]


def of(*kinds: type, to: Any) -> Reading:
    """Read values of exactly some types as a fixed value, or as what a function makes of them."""

    def read(value: Any) -> Any:
        if type(value) not in kinds:
            return value
        return to(value) if callable(to) else to

    return read


def texts(to: Callable[[str], Any]) -> Reading:
    """Read strings as what a function makes of them."""
    return of(str, to=to)


def those(*values: Any, to: Any) -> Reading:
    """Read some values as a fixed one."""
    return lambda value: to if any(type(value) is type(known) and value == known for known in values) else value


def items(read: Callable[[list[Any]], list[Any]]) -> Reading:
    """Read a list as another."""
    return of(list, to=read)


def matching(test: Callable[[str], Any], to: Any) -> Reading:
    """Read strings that pass a test as a fixed value."""
    return texts(lambda value: to if test(value) else value)


def searched(pattern: str, to: Any) -> Reading:
    """Read strings in which a pattern is found as a fixed value."""
    return matching(re.compile(pattern).search, to)


def first(value: list[Any]) -> Any:
    """The first of a list, the list itself when it is empty."""
    return value[0] if value else value


def parsed(value: str) -> str:
    """A string as Python's `int` reads it, spaces, signs and zeros in front included."""
    try:
        return str(int(value))
    except ValueError:
        return value


def bits(value: Any) -> Any:
    """1 and 0 as booleans."""
    return bool(value) if type(value) is int and value in {0, 1} else value


NULL_ABSENT = of(type(None), to=ABSENT)
EMPTY_ABSENT = those("", to=ABSENT)
STRIPPED = texts(str.strip)
LOWER = texts(str.lower)
NUMBERS_TEXT = of(int, float, to=str)
BOOLEANS_ABSENT = of(bool, to=ABSENT)
FIRST = of(list, to=first)
WORDS = texts(lambda value: {"true": True, "false": False}.get(value.lower(), value))
TRUTHY = texts(bool)

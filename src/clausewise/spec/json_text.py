"""Reading JSON as RFC 8259 has it, with the lines of what it does not allow and Python's reader lets pass."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from clausewise.spec.flaw import Flaw, ReadingError

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|-?Infinity|NaN|-?[0-9][0-9.eE+-]*', re.DOTALL)
_COLON = re.compile(r"\s*:")


def is_json(text: str) -> bool:
    """Tell whether a text is meant as JSON, by how it begins."""
    return bool(re.match(r'\s*\{\s*(?:"|\})', text))


def read_json(text: str) -> tuple[Any, list[Flaw]]:
    """The value of a text of JSON, and what is wrong with it; ReadingError where it is not JSON."""
    strange: list[str] = []

    def noted(text: str) -> str:
        strange.append(text)
        return text

    def number(digits: str) -> float | str:
        return float(digits) if abs(float(digits)) != float("inf") else noted(digits)

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) < len(found):
            strange.append("a key")
        return made

    try:
        value = json.loads(text, parse_constant=noted, parse_float=number, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        where = f"{error.msg} at line {error.lineno}, column {error.colno}"
        raise ReadingError(f"the spec is not JSON ({where}); mend it there") from None
    except ValueError as error:  # a number of more digits than Python reads
        raise ReadingError(f"the spec is not JSON that can be read ({error})") from None
    return value, list(_flaws(text)) if strange else []


def _flaws(text: str) -> Iterator[Flaw]:
    """Keys that stand twice, and numbers that are none, with their lines."""
    objects: list[set[str] | None] = []
    for found in _WORD.finditer(text):
        word = found.group()
        if word in "{[":
            objects.append(set() if word == "{" else None)
        elif word in "}]":
            objects.pop()
        elif word.startswith('"'):
            known = objects[-1] if objects else None
            if known is not None and _COLON.match(text, found.end()):
                key = json.loads(word)
                if key in known:
                    says = f"the key {key!r} stands twice in one object"
                    yield Flaw(says, "take one of the two out", _line(text, found.start()))
                known.add(key)
        elif word.lstrip("-").startswith(("N", "I")) or abs(float(word)) == float("inf"):
            says = f"{word[:40]} is no number of JSON"
            yield Flaw(says, "write a number, or quote it", _line(text, found.start()))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1

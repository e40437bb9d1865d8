"""The types that JSON Schema knows of values of JSON (2020-12, Core, 4.2.1), and what its keywords say of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clausewise.spec.vocabulary import OF_TYPE

_TYPE_OF = {keyword: kind for kind, keywords in OF_TYPE.items() for keyword in keywords}


def kinds_of(value: Any) -> tuple[str, ...]:
    """The types of JSON Schema that a value is of, the widest first."""
    if value is None or isinstance(value, bool):
        return ("null",) if value is None else ("boolean",)
    if isinstance(value, (int, float)):
        return ("number", "integer") if isinstance(value, int) or value.is_integer() else ("number",)
    return ("string",) if isinstance(value, str) else ("array",) if isinstance(value, list) else ("object",)


def can_break(kinds: Iterable[str], keyword: str) -> bool:
    """Tell whether a value of some types, as `kinds_of` gives them, can break a keyword."""
    return _TYPE_OF.get(keyword) in (None, *kinds)

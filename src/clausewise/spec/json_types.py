"""The types that JSON Schema knows of values of JSON (2020-12, Core, 4.2.1)."""

from __future__ import annotations

from typing import Any


def kinds_of(value: Any) -> tuple[str, ...]:
    """The types of JSON Schema that a value is of, the widest first."""
    if value is None or isinstance(value, bool):
        return ("null",) if value is None else ("boolean",)
    if isinstance(value, (int, float)):
        return ("number", "integer") if isinstance(value, int) or value.is_integer() else ("number",)
    return ("string",) if isinstance(value, str) else ("array",) if isinstance(value, list) else ("object",)

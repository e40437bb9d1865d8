"""The id in a record: what it holds under the name of the parameter that the record is read by."""

from __future__ import annotations

from typing import Any

from clausewise.spec.operations import value_at

#: The depth to which an answer is looked through for a record, in envelopes.
DEPTH = 2


def named_value(value: Any, name: str) -> Any:
    """The value that a record holds under a name, at its top or inside an envelope; None where there is none."""
    place = place_of(value, name)
    return None if place is None else value_at(value, place)


def place_of(value: Any, name: str, depth: int = DEPTH) -> tuple[str, ...] | None:
    """The keys that lead to what a record holds under a name, at its top or inside an envelope."""
    if not isinstance(value, dict) or depth < 0:
        return None
    if name in value:
        return (name,)
    for key, child in value.items():
        inner = place_of(child, name, depth - 1)
        if inner is not None and value_at(child, inner) is not None:
            return (key, *inner)
    return None

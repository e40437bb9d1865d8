"""Sentences about a keyword that changed: from what, to what."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

MISSING = object()
#: Keywords that are compared with what stands beside them, and what each of them says of a value.
OTHERS = {
    "not": "what {} must not be",
    "if": "a condition on {}",
    "dependentRequired": "which fields of {} ask for others",
    "dependentSchemas": "what some fields of {} ask of the others",
    "contains": "what {} must contain",
    "propertyNames": "how the fields of {} may be called",
    "patternProperties": "what the fields of {} with certain names must be",
    "prefixItems": "what the first items of {} must be",
    "unevaluatedItems": "what other items {} may have",
    "unevaluatedProperties": "what other fields {} may have",
    "uniqueItems": "uniqueItems of {}",
}
#: Characters that are shown of a value, and values of a list.
_LONGEST, _FEW = 80, 5


def went(what: str, name: str, before: Any, after: Any) -> str:
    """The sentence of a keyword with one value, MISSING where a side has none."""
    if before is MISSING:
        return f"{what} of {name} was set to {written(after)}"
    if after is MISSING:
        return f"{what} {written(before)} of {name} was removed"
    return f"{what} of {name} went from {written(before)} to {written(after)}"


def must_be(name: str, before: Any, after: Any) -> str:
    """The sentence of a constant, MISSING where a side has none."""
    if after is MISSING:
        return f"{name} need no longer be {written(before)}"
    return f"{name} must be {written(after)} now" + ("" if before is MISSING else f", no longer {written(before)}")


def type_named(name: str, before: Collection[str], after: Collection[str]) -> str:
    """The sentence of a type that only one side names; the other may tell it by listed values."""
    if after:
        return f"the type of {name} is {either(after)} now, and none was named"
    return f"the type of {name} is no longer named, and was {either(before)}"


def either(types: Collection[str]) -> str:
    """The types, one of which a value has."""
    return " or ".join(sorted(types))


def written(value: Any) -> str:
    """A value as JSON has it, a text in single quotes; cut where it is long."""
    whole = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}…"


def listed(values: list[Any]) -> str:
    """The first values of a list."""
    more = f" and {len(values) - _FEW} more" if len(values) > _FEW else ""
    return ", ".join(map(written, values[:_FEW])) + more

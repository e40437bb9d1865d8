"""The keyword of a schema that applies to a value whatever else the value has."""

from __future__ import annotations

from collections.abc import Sequence

#: The keys of a path that each keyword takes, and the steps that it leads into the value.
_STEPS = {
    "$ref": (1, 0),
    "allOf": (2, 0),
    "properties": (2, 1),
    "patternProperties": (2, 1),
    "prefixItems": (2, 1),
    "items": (1, 1),
    "additionalProperties": (1, 1),
}

Path = tuple[str | int, ...]


def always_applied(path: Sequence[str | int], inside: Sequence[str | int]) -> tuple[Path, Path]:
    """The path and the place in the value of the keyword that always applies, on the way to the one that refuses.

    A side of a choice or of a condition applies to some values only: then it is the choice or the condition.
    """
    at = steps = 0
    while at < len(path) - 1 and path[at] in _STEPS and at + _STEPS[str(path[at])][0] < len(path):
        keys, deeper = _STEPS[str(path[at])]
        at, steps = at + keys, steps + deeper
    return tuple(path[: at + 1]), tuple(inside[:steps])

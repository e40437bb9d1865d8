"""Blocks: sets of values per field whose every combination is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Stands for a field that is left out.
ABSENT: Any = type("Absent", (), {"__repr__": lambda _: "ABSENT"})()
#: Values per field, as JSON texts for hashing (1 and true are equal in Python), or ABSENT.
Block = dict[str, tuple[Any, ...]]


def without(blocks: list[Block], point: Mapping[str, Any]) -> list[Block]:
    """The largest blocks that remain when one point is taken out; values are told apart by `==`."""
    remaining: list[Block] = []
    for block in blocks:
        if not all(point[name] in values for name, values in block.items()):
            remaining.append(block)
            continue
        for name, values in block.items():
            rest = tuple(value for value in values if value != point[name])
            if rest:
                remaining.append({**block, name: rest})
    kept: list[Block] = []
    for block in sorted(remaining, key=size, reverse=True):
        if not any(inside(block, other) for other in kept):
            kept.append(block)
    return kept


def among(value: Any, values: tuple[Any, ...]) -> bool:
    """Tell whether a value is one of several, as JSON tells them apart."""
    return any(value is other or (type(value) is type(other) and value == other) for other in values)


def inside(block: Block, other: Block) -> bool:
    """Tell whether every point of a block is one of another."""
    return all(set(values) <= set(other[name]) for name, values in block.items())


def size(block: Block) -> int:
    """The number of points of a block."""
    size = 1
    for values in block.values():
        size *= len(values)
    return size

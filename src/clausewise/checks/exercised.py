"""The clauses that an answer has put to the test: those of the parts of the schema that its body reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from clausewise.spec import Clause, Spec
from clausewise.spec.clauses import clauses_at
from clausewise.spec.validation import validator

#: A place in the spec, and the value that it is about.
_Place = tuple[tuple[str | int, ...], Any]


#: Keywords that one answer alone cannot show: of several answers, of a task's life, of its result.
_OVER_ANSWERS = frozenset(
    (
        *("fresh", "unique", "ends", "end-time", "forward", "fits", "final", "download", "file-type", "playable"),
        *("moving", "distinct", "video", "video-size", "notified", "notification"),
    )
)


def exercised(spec: Spec, path: tuple[str | int, ...], value: Any) -> set[Clause]:
    """The clauses that judging `value` by the schema at `path` could have found broken."""
    return _reached(spec, (path, value), _below)


def certain(spec: Spec, path: tuple[str | int, ...]) -> set[Clause]:
    """The clauses that judging any valid value by the schema at `path` puts to the test."""
    return _reached(spec, (path, None), _below_any)


def _reached(spec: Spec, start: _Place, below: Callable[..., Iterator[_Place]]) -> set[Clause]:
    found: set[Clause] = set()
    seen: set[tuple[str, bool]] = set()
    left: list[_Place] = [start]
    while left:  # and not by recursion: a server may nest its answer as deep as it likes
        path, value = left.pop()
        where, node = spec.follow(path)
        for length in range(len(path), len(where) + 1):
            pointer = spec.flat(where[:length])
            here = clauses_at(spec.at(pointer), pointer)
            found |= {clause for clause in here if clause.keywords is None or not clause.keywords <= _OVER_ANSWERS}
        place = (spec.flat(where), value is None)
        # Without a value, a schema that leads back to itself is walked once.
        if isinstance(node, dict) and not (value is None and place in seen):
            left += below(spec, where, node, value)
        seen.add(place)
    return found


def _below_any(_: Spec, where: tuple[str | int, ...], node: dict[str, Any], __: Any) -> Iterator[_Place]:
    """The nodes that judging any valid value by one node leads to."""
    for name in node.get("properties", {}):
        if name in node.get("required", []):
            yield (*where, "properties", name), None
    for index, part in enumerate(node.get("allOf", [])):
        if "if" not in part:
            yield (*where, "allOf", index), None


def _below(spec: Spec, where: tuple[str | int, ...], node: dict[str, Any], value: Any) -> Iterator[_Place]:
    """The nodes that judging a value by one node leads to."""
    if isinstance(value, dict):
        for name in node.get("properties", {}):
            if name in value or name in node.get("required", []):
                yield (*where, "properties", name), value.get(name)
    if isinstance(value, list) and "items" in node:
        for item in value[:1]:
            yield (*where, "items"), item
    for keyword in ("anyOf", "oneOf"):
        for index in range(len(node.get(keyword, []))):
            branch = (*where, keyword, index)
            if validator(spec, branch).is_valid(value):
                yield branch, value
    for index, part in enumerate(node.get("allOf", [])):
        branch = (*where, "allOf", index)
        if "if" not in part or validator(spec, (*branch, "if")).is_valid(value):
            yield branch, value

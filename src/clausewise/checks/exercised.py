"""The clauses that an answer has put to the test: those of the parts of the schema that its body reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from clausewise.spec import Clause, Spec
from clausewise.spec.clauses import clauses_at
from clausewise.spec.json_types import can_break, kinds_of
from clausewise.spec.validation import validator

#: A place in the spec, and the value that it is about.
_Place = tuple[tuple[str | int, ...], Any]
#: Marks in the place of a value: one that is missing, and any that is valid.
_ABSENT, _ANY = object(), object()
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
    return _reached(spec, (path, _ANY), _below_any)


def _reached(spec: Spec, start: _Place, below: Callable[..., Iterator[_Place]]) -> set[Clause]:
    found: set[Clause] = set()
    seen: set[tuple[str, bool]] = set()
    left: list[_Place] = [start]
    while left:  # and not by recursion: a server may nest its answer as deep as it likes
        path, value = left.pop()
        where, node = spec.follow(path)
        for length in range(len(path), len(where) + 1):
            pointer = spec.flat(where[:length])
            found |= {clause for clause in clauses_at(spec.at(pointer), pointer) if _tests(clause, node, value)}
        place = (spec.flat(where), value is _ANY)
        # Without a value, a schema that leads back to itself is walked once.
        if isinstance(node, dict) and not (value is _ANY and place in seen):
            left += below(spec, where, node, value)
        seen.add(place)
    return found


def _tests(clause: Clause, node: Any, value: Any) -> bool:
    """Tell whether a value, judged by a node, puts one of its clauses to the test: a number tests no format."""
    if clause.keywords is None:
        return True
    keywords = clause.keywords - _OVER_ANSWERS
    if value is _ABSENT or "required" in keywords:
        return "required" in keywords
    # Of any valid value only the types are known, and where there are several each has to test the clause.
    kinds = _types(node) if value is _ANY else [kinds_of(value)]
    return bool(keywords) and all(any(can_break(kind, keyword) for keyword in keywords) for kind in kinds)


def _types(node: Any) -> list[tuple[str, ...]]:
    """The types that a schema names, the widest first; none where it names none."""
    named = node.get("type", ()) if isinstance(node, dict) else ()
    return [
        ("number", kind) if kind == "integer" else (kind,) for kind in ([named] if isinstance(named, str) else named)
    ]


def _below_any(_: Spec, where: tuple[str | int, ...], node: dict[str, Any], __: Any) -> Iterator[_Place]:
    """The nodes that judging any valid value by one node leads to."""
    for name in node.get("properties", {}):
        if name in node.get("required", []):
            yield (*where, "properties", name), _ANY
    for index, part in enumerate(node.get("allOf", [])):
        if "if" not in part:
            yield (*where, "allOf", index), _ANY


def _below(spec: Spec, where: tuple[str | int, ...], node: dict[str, Any], value: Any) -> Iterator[_Place]:
    """The nodes that judging a value by one node leads to."""
    if value is _ABSENT:
        return
    if isinstance(value, dict):
        for name in node.get("properties", {}):
            if name in value or name in node.get("required", []):
                yield (*where, "properties", name), value.get(name, _ABSENT)
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

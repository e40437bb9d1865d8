"""The values that a change of a schema wins and loses, by a judge that is not ours: the package `jsonschema`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from tests.spec_diff.corpus import Change


@dataclass(frozen=True)
class Verdict:
    """The values, of those tried, that only the old schema takes, and those that only the new one takes."""

    lost: list[Any]
    won: list[Any]


def verdict(change: Change) -> Verdict:
    """Try every value of a change on both schemas."""
    found = Verdict([], [])
    names = set(_listed(change.old)), set(_listed(change.new))
    for value in change.values:
        takes = takers(change, value)
        if takes == (True, False) and not _used(value) & (names[1] - names[0]):
            found.lost.append(value)
        if takes == (False, True) and not _used(value) & (names[0] - names[1]):
            found.won.append(value)
    return found


def takers(change: Change, value: Any) -> tuple[bool, bool]:
    """Tell whether the old schema takes a value, and whether the new one does."""
    old, new = (Draft202012Validator(schema) for schema in (change.old, change.new))
    return old.is_valid(value), new.is_valid(value)


def _listed(schema: Any) -> Iterator[str]:
    """The names that a schema gives a meaning; who follows a spec that is silent of them does not send them."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for inner in schema.values():
            yield from _listed(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _listed(inner)


def _used(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(name for inner in value.values() for name in _used(inner))}
    return {name for inner in value for name in _used(inner)} if isinstance(value, list) else set()

"""Which clauses an answer has put to the test: those of the parts of the schema that its body reaches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.spec import Clause, Spec
from contract_tests.spec.clauses import clauses_at
from contract_tests.spec.validation import compiled


def exercised(spec: Spec, path: tuple[str | int, ...], value: Any) -> set[Clause]:
    """The clauses that judging `value` by the schema at `path` could have found broken."""
    return set(_exercised(spec, path, value))


def _exercised(spec: Spec, path: tuple[str | int, ...], value: Any) -> Iterator[Clause]:
    where, node = spec.follow(path)
    for length in range(len(path), len(where) + 1):
        pointer = spec.flat(where[:length])
        yield from clauses_at(spec.at(pointer), pointer)
    if not isinstance(node, dict):
        return
    if isinstance(value, dict):
        for name in node.get("properties", {}):
            below = (*where, "properties", name)
            if name in value or name in node.get("required", []):
                yield from _exercised(spec, below, value.get(name))
    if isinstance(value, list) and "items" in node:
        for item in value[:1]:
            yield from _exercised(spec, (*where, "items"), item)
    for keyword in ("anyOf", "oneOf"):
        for index, branch in enumerate(node.get(keyword, [])):
            if compiled(spec, branch).is_valid(value):
                yield from _exercised(spec, (*where, keyword, index), value)
    for index, part in enumerate(node.get("allOf", [])):
        if "if" not in part or compiled(spec, part["if"]).is_valid(value):
            yield from _exercised(spec, (*where, "allOf", index), value)

"""Which combinations of values the rules between fields allow, as far as types can say it.

A rule is a part of the request schema that looks at several fields at once. Its fields with a
closed set of values (enums, booleans) span a grid; the rules themselves, run over the grid by a
validator, say which points are allowed; the largest blocks of allowed points become overloads.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from clausewise.spec.validation import DIALECT

#: Stands for a field that is left out.
ABSENT: Any = type("Absent", (), {"__repr__": lambda _: "ABSENT"})()
#: Values per field, as JSON texts for hashing (1 and true are equal in Python), or ABSENT.
Block = dict[str, tuple[Any, ...]]

#: Beyond these, types would no longer help a reader; the rules are then checked at run time only.
MOST_POINTS = 5_000
MOST_BLOCKS = 16

_RULE_KEYWORDS = ("not", "if", "anyOf", "oneOf", "dependentRequired", "dependentSchemas")


def allowed_blocks(schema: Mapping[str, Any]) -> list[Block]:
    """The largest blocks of allowed values; empty when no rule can be told by types."""
    domains = {name: domain(schema, name) for name in schema.get("properties", {})}
    rules = [rule for rule in _rules(schema) if _is_told_by_types(rule, domains)]
    fields = [name for name in domains if any(name in _names(rule) for rule in rules)]
    grid = {name: _choices(schema, name, domains[name]) for name in fields}
    size = 1
    for choices in grid.values():
        size *= len(choices)
    if not rules or size > MOST_POINTS:
        return []
    judge = jsonschema_rs.validator_for({"$schema": DIALECT, "$defs": schema.get("$defs", {}), "allOf": rules})
    blocks: list[Block] = [grid]
    for values in itertools.product(*grid.values()):
        point = dict(zip(grid, values, strict=True))
        if not judge.is_valid({name: value for name, value in point.items() if value is not ABSENT}):
            blocks = _without(blocks, point)
        if len(blocks) > MOST_BLOCKS:
            return []
    return sorted(blocks, key=_size, reverse=True)


def domain(schema: Mapping[str, Any], name: str) -> tuple[Any, ...] | None:
    """The values of a field when they are a closed set, else None."""
    node = resolved(schema, schema["properties"][name])
    if "const" in node:
        return (node["const"],)
    if "enum" in node and not node.get("x-open-enum"):
        return tuple(node["enum"])
    return (False, True) if node.get("type") == "boolean" else None


def resolved(schema: Mapping[str, Any], node: Any) -> dict[str, Any]:
    """A property with its references followed, what stands beside them laid over."""
    merged: dict[str, Any] = dict(node) if isinstance(node, dict) else {}
    while "$ref" in merged:
        target = schema["$defs"][merged.pop("$ref").rpartition("/")[2]]
        merged = {**target, **merged}
    return merged


def _rules(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    own = {key: schema[key] for key in (*_RULE_KEYWORDS, "then", "else") if key in schema}
    return [*([own] if own else []), *schema.get("allOf", [])]


def _is_told_by_types(rule: Any, domains: Mapping[str, Any]) -> bool:
    """Whether it looks at nothing but presence, and at the values of fields with a closed set."""
    looked_at = [name for name, constraint in _constraints(rule) if constraint not in (True, {})]
    return len(_names(rule)) > 1 and all(domains.get(name) is not None for name in looked_at) and "$ref" not in rule


def _names(rule: Any) -> set[str]:
    return {name for name, _ in _constraints(rule)}


def _constraints(rule: Any) -> Iterator[tuple[str, Any]]:
    """The fields of the body that a rule names, with what it wants of their values."""
    if not isinstance(rule, dict):
        return
    yield from rule.get("properties", {}).items()
    for name in rule.get("required", []):
        yield name, True
    for name, needed in rule.get("dependentRequired", {}).items():
        for other in (name, *needed):
            yield other, True
    for name, part in rule.get("dependentSchemas", {}).items():
        yield name, True
        yield from _constraints(part)
    for key in ("not", "if", "then", "else"):
        yield from _constraints(rule.get(key))
    for key in ("allOf", "anyOf", "oneOf"):
        for part in rule.get(key, []):
            yield from _constraints(part)


def _choices(schema: Mapping[str, Any], name: str, values: tuple[Any, ...] | None) -> tuple[Any, ...]:
    # Of a field without a closed set the rules look at its presence only, so any value stands for all.
    present = values if values is not None else ("",)
    return present if name in schema.get("required", []) else (*present, ABSENT)


def _without(blocks: list[Block], point: Mapping[str, Any]) -> list[Block]:
    """The largest blocks that remain when one point is taken out."""
    remaining: list[Block] = []
    for block in blocks:
        if not all(_among(point[name], values) for name, values in block.items()):
            remaining.append(block)
            continue
        for name, values in block.items():
            rest = tuple(value for value in values if not _among(value, (point[name],)))
            if rest:
                remaining.append({**block, name: rest})
    kept: list[Block] = []
    for block in sorted(remaining, key=_size, reverse=True):
        if not any(_inside(block, other) for other in kept):
            kept.append(block)
    return kept


def _among(value: Any, values: tuple[Any, ...]) -> bool:
    return any(value is other or (type(value) is type(other) and value == other) for other in values)


def _inside(block: Block, other: Block) -> bool:
    return all(_among(value, other[name]) for name, values in block.items() for value in values)


def _size(block: Block) -> int:
    size = 1
    for values in block.values():
        size *= len(values)
    return size

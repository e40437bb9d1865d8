"""The combinations of values that the rules between fields allow, as far as types can say it.

A rule is a part of the request schema that looks at several fields at once. Its fields with a
closed set of values (enums, booleans) span a grid; the rules themselves, run over the grid by a
validator, say which points are allowed; the largest blocks of allowed points become overloads.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from clausewise.codegen.blocks import ABSENT, Block, among, size, without
from clausewise.spec.compiling import DIALECT
from clausewise.spec.vocabulary import TYING, named_fields

__all__ = ["ABSENT", "Block", "allowed_blocks", "domain", "resolved"]

#: The most points and blocks; of more, one overload is made for each value of the field that most rules look at.
MOST_POINTS = 5_000
MOST_BLOCKS = 16
#: The most exact blocks of one value.
FEW_BLOCKS = 3


def allowed_blocks(schema: Mapping[str, Any]) -> list[Block]:
    """The largest blocks of allowed values, or blocks by the values of one field; empty when types can tell no rule."""
    domains = {name: domain(schema, name) for name in schema.get("properties", {})}
    rules = [rule for rule in _rules(schema) if _is_told_by_types(rule, domains)]
    fields = [name for name in domains if any(name in _names(rule) for rule in rules)]
    grid = {name: _choices(schema, name, domains[name]) for name in fields}
    if not rules:
        return []
    judge = jsonschema_rs.validator_for({"$schema": DIALECT, "$defs": schema.get("$defs", {}), "allOf": rules})
    whole = _largest(judge, grid) if size(grid) <= MOST_POINTS else None
    return whole if whole is not None else list(_by_value(judge, grid, rules))


def _largest(judge: Any, grid: Block) -> list[Block] | None:
    """The largest blocks of the allowed points of a grid; None where they are too many to tell anybody anything."""
    numbered: Block = {name: tuple(range(len(values))) for name, values in grid.items()}  # numbers compare fast
    blocks = [numbered]
    for point in _points(numbered):
        if not _allows(judge, {name: grid[name][number] for name, number in point.items()}):
            blocks = without(blocks, point)
        if len(blocks) > MOST_BLOCKS:
            return None
    told = [{name: tuple(grid[name][one] for one in numbers) for name, numbers in block.items()} for block in blocks]
    return sorted(told, key=size, reverse=True)


def _by_value(judge: Any, grid: Block, rules: list[dict[str, Any]]) -> Iterator[Block]:
    """Blocks of one value each of the field that most rules look at; values that allow the same stand together.

    Of the other fields each has the values that some allowed point has, so that nothing is an error that is allowed.
    """
    closed = [name for name in grid if len(grid[name]) > 1]
    key = max(closed, key=lambda name: sum(name in _names(rule) for rule in rules))
    together: dict[str, tuple[list[Any], list[Block]]] = {}
    for value in grid[key]:
        rest = {**grid, key: (value,)}
        found = _within(judge, rest, key)
        alike = repr([{name: values for name, values in block.items() if name != key} for block in found])
        together.setdefault(alike, ([], found))[0].append(value)
    for values, blocks in together.values():
        yield from ({**block, key: tuple(values)} for block in blocks)


def _within(judge: Any, grid: Block, key: str) -> list[Block]:
    """The blocks of the grid of one value: few exact ones, or the one that holds every allowed point."""
    if size(grid) <= MOST_POINTS:
        exact = _largest(judge, grid)
        if exact is not None and len(exact) <= FEW_BLOCKS:
            return exact
        allowed = [point for point in _points(grid) if _allows(judge, point)]
        box = {
            name: tuple(value for value in values if any(among(value, (point[name],)) for point in allowed))
            for name, values in grid.items()
        }
        return [box] if allowed else []
    # Too many to look at each: of every other field what may stand beside the value when nothing else does.
    value = grid[key][0]
    alone = {
        name: tuple(each for each in values if name == key or _may_stand(judge, {key: value, name: each}))
        for name, values in grid.items()
    }
    return [alone] if all(alone.values()) else []


def _may_stand(judge: Any, point: Mapping[str, Any]) -> bool:
    """Tell whether two values may stand together: what is missing beside them is no reason against it."""
    body = {name: value for name, value in point.items() if value is not ABSENT}
    return all(_lacks(error) for error in judge.iter_errors(body))


def _lacks(error: Any) -> bool:
    return "required" in [str(part) for part in error.evaluation_path] or type(error.kind).__name__.endswith("Required")


def _points(grid: Block) -> Iterator[dict[str, Any]]:
    for values in itertools.product(*grid.values()):
        yield dict(zip(grid, values, strict=True))


def _allows(judge: Any, point: Mapping[str, Any]) -> bool:
    return bool(judge.is_valid({name: value for name, value in point.items() if value is not ABSENT}))


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
    own = {key: schema[key] for key in TYING if key in schema}
    return [*([own] if own else []), *schema.get("allOf", [])]


def _is_told_by_types(rule: Any, domains: Mapping[str, Any]) -> bool:
    """Tell whether it looks at nothing but presence, and at the values of fields with a closed set."""
    looked_at = [name for name, constraint in named_fields(rule) if constraint not in (True, {})]
    return len(_names(rule)) > 1 and all(domains.get(name) is not None for name in looked_at) and "$ref" not in rule


def _names(rule: Any) -> set[str]:
    return {name for name, _ in named_fields(rule)}


def _choices(schema: Mapping[str, Any], name: str, values: tuple[Any, ...] | None) -> tuple[Any, ...]:
    # Of a field without a closed set the rules look at its presence only, so any value stands for all.
    present = values if values is not None else ("",)
    return present if name in schema.get("required", []) else (*present, ABSENT)

"""Bodies worth trying as witness of a change: the suite's value classes and near misses, placed at its site."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from itertools import islice, product
from math import prod
from typing import Any

from contract_tests.generation import spellings
from contract_tests.generation.value_classes import value_classes
from contract_tests.spec import Spec
from scripts.spec_changes.claim import Claim
from scripts.spec_changes.site import EACH, Path, Side, Site

#: How many combinations of the fields of a rule are tried at most.
COMBINATIONS = 20_000
ABSENT = object()
#: The types that a keyword says something about; values of other types never break it.
KINDS = {
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), ("string",)),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), ("integer", "number")),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "items"), ("array",)),
}


def bodies(site: Site, claim: Claim, accepted: Side, refused: Side) -> Iterator[Any]:
    """Bodies of the side that accepts, with every value worth trying at the site; no field that it does not list."""
    examples = list(_examples(accepted.spec, accepted.root))
    yield from examples
    for value in _values(site, claim, accepted, refused, examples):
        yield from _built(accepted.spec, accepted.root, site.instance, value)
        for example in examples:
            yield from _placed(example, site.instance, value)


def is_exhaustive(site: Site, claim: Claim, accepted: Side) -> bool:
    """Whether the values tried are all that the accepting side can have at the site, as far as the claim looks."""
    if claim.is_rule and "properties" in accepted.node:
        tied = _tied(site, claim, accepted)
        levels = [value_levels(accepted, name, by_value=by_value) for name, by_value in tied.items()]
        return all(finite for _, finite in levels) and prod(len(values) for values, _ in levels) <= COMBINATIONS
    kinds = KINDS.get(claim.keyword, ())
    types = accepted.node.get("type", kinds)
    never = bool(kinds) and not set(kinds) & set([types] if isinstance(types, str) else types)
    return never or _is_finite(accepted.node)


def values_at(body: Any, instance: Path) -> Iterator[Any]:
    """The values of a body at a site."""
    if not instance:
        yield body
    elif instance[0] == EACH:
        for item in body if isinstance(body, list) else ():
            yield from values_at(item, instance[1:])
    elif isinstance(body, dict) and instance[0] in body:
        yield from values_at(body[instance[0]], instance[1:])


def value_levels(side: Side, name: str, *, by_value: bool) -> tuple[list[Any], bool]:
    """What a field may be, absence included, and whether that is all; one value where only presence counts."""
    field = side.down("properties", name)
    values = classes(field.spec, field.path)
    return ([ABSENT, *values], _is_finite(field.node)) if by_value else ([ABSENT, *values[:1]], True)


def _values(site: Site, claim: Claim, accepted: Side, refused: Side, examples: list[Any]) -> Iterator[Any]:
    if claim.values is not None:
        yield from claim.values
        return
    known = [*classes(accepted.spec, accepted.path)]
    known += [value for value in classes(refused.spec, refused.path) if not isinstance(value, dict)]
    known += [value for example in examples for value in values_at(example, site.instance)]
    yield from known
    yield from _beyond(refused.node, known)
    tied = _tied(site, claim, accepted)
    for value in known:
        if isinstance(value, dict):
            yield from _variants(value, claim, accepted, refused, tied)
    for value in known[:8]:
        yield from (spelling for _, spelling in spellings.of(value))


@cache
def classes(spec: Spec, path: Path) -> tuple[Any, ...]:
    """The values of the value classes of a schema, cheapest first."""
    return tuple(one.value for one in value_classes(spec, path))


def _beyond(node: dict[str, Any], known: list[Any]) -> Iterator[Any]:
    """Values just outside the bounds of a schema, and inside."""
    for length in {node.get("maxLength", -2) + 1, node.get("minLength", 0) - 1} - {-1}:
        yield "x" * length
    for bound in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
        if bound in node:
            yield from (node[bound], node[bound] - 1, node[bound] + 1, node[bound] + 0.5)
    for size in {node.get("maxItems", -2) + 1, node.get("minItems", 0) - 1} - {-1}:
        items = next((value for value in known if isinstance(value, list) and value), ["item"])
        yield [items[index % len(items)] for index in range(size)]
    yield from (value * 2 for value in known if isinstance(value, list) and value)


def _variants(
    there: dict[str, Any], claim: Claim, accepted: Side, refused: Side, tied: dict[str, bool]
) -> Iterator[Any]:
    """An object with one field left out, with an unlisted one, with each combination of what a rule ties."""
    for name in there:
        yield {key: value for key, value in there.items() if key != name}
    if claim.keyword in ("additionalProperties", "unevaluatedProperties", "propertyNames", "maxProperties"):
        yield {**there, "unlisted": "x"}
        for side in (accepted, refused):
            for name in side.node.get("properties", {}):
                field = side.down("properties", name)
                yield from ({**there, name: value} for value in classes(field.spec, field.path)[:1])
    levels = [value_levels(accepted, name, by_value=by_value)[0] for name, by_value in tied.items()]
    for chosen in islice(product(*levels), COMBINATIONS):
        rest = {key: value for key, value in there.items() if key not in tied}
        yield rest | {name: value for name, value in zip(tied, chosen, strict=True) if value is not ABSENT}


def _tied(site: Site, claim: Claim, accepted: Side) -> dict[str, bool]:
    """The fields of the accepting side that a rule names in either spec, and whether it looks at their values."""
    if not claim.is_rule:
        return {}
    listed = accepted.node.get("properties", {})
    found: dict[str, bool] = {}
    for side in site.sides:
        for name, by_value in _named(side.spec.resolve(claim.constraint(site, side))):
            if name in listed:
                found[name] = found.get(name, False) or by_value
    return found


def _named(node: Any) -> Iterator[tuple[str, bool]]:
    """Every field that a schema names, and whether it does so by more than its presence."""
    if isinstance(node, dict):
        for key in ("properties", "dependentSchemas"):
            yield from ((name, True) for name in node.get(key, {}))
        for key in ("required", "dependentRequired"):
            yield from ((name, False) for name in node.get(key, ()))
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from _named(child)


def _is_finite(node: dict[str, Any]) -> bool:
    return "enum" in node or "const" in node or node.get("type") in ("boolean", "null")


def _examples(spec: Spec, root: Path) -> Iterator[Any]:
    beside = spec.at(spec.flat(root[:-1])) if root[-1] == "schema" else {}
    for example in beside.get("examples", {}).values():
        node = spec.resolve(example)
        if "value" in node:
            yield node["value"]
    if "example" in beside:
        yield beside["example"]


def _built(spec: Spec, path: Path, instance: Path, value: Any) -> Iterator[Any]:
    """Values of the schema at a path that have the value where the instance path leads, the smallest first."""
    if not instance:
        yield value
        return
    place, node = spec.follow(path)
    step, rest = instance[0], instance[1:]
    if step == EACH and "items" in node:
        yield from ([inner] for inner in _built(spec, (*place, "items"), rest, value))
    elif step in node.get("properties", {}):
        for inner in _built(spec, (*place, "properties", step), rest, value):
            yield from ({**base, step: inner} for base in classes(spec, path) if isinstance(base, dict))
    for keyword in ("anyOf", "oneOf", "allOf"):
        for index in range(len(node.get(keyword, ()))):
            yield from _built(spec, (*place, keyword, index), instance, value)


def _placed(base: Any, instance: Path, value: Any) -> Iterator[Any]:
    """The body with a value at the site, where what leads to it is there."""
    if not instance:
        yield value
        return
    *way, last = instance
    changed = copy.deepcopy(base)
    for parent in values_at(changed, tuple(way)):
        if last == EACH and isinstance(parent, list):
            parent[:] = [value]
        elif isinstance(parent, dict) and last != EACH:
            parent[last] = value
        else:
            return
    yield changed

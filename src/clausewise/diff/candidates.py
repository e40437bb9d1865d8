"""Bodies worth trying as witness of a change: the suite's value classes and near misses, placed at its site."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from clausewise.diff.claim import Claim
from clausewise.diff.scopes import EACH
from clausewise.diff.site import Side, Site
from clausewise.diff.ties import ABSENT, COMBINATIONS, classes, tied_fields, value_levels
from clausewise.schema import spellings
from clausewise.schema.sizes import LONGEST_TEXT, MOST_ITEMS, limit
from clausewise.spec import Spec
from clausewise.spec.vocabulary import CLOSING, OF_TYPE
from clausewise.spec.walking import Location


def bodies(site: Site, claim: Claim, accepted: Side, refused: Side) -> Iterator[Any]:
    """Bodies of the side that accepts, with every value worth trying at the site; no field that it does not list."""
    examples = list(_examples(accepted.spec, accepted.root))
    yield from examples
    for value in _values(site, claim, accepted, refused, examples):
        yield from _built(accepted.spec, accepted.root, site.instance, value)
        for example in examples if site.instance else ():
            yield from _placed(example, site.instance, value)


def values_at(body: Any, instance: Location) -> Iterator[Any]:
    """The values of a body at a site."""
    if not instance:
        yield body
    elif instance[0] == EACH:
        for item in body if isinstance(body, list) else ():
            yield from values_at(item, instance[1:])
    elif isinstance(body, dict) and instance[0] in body:
        yield from values_at(body[instance[0]], instance[1:])


def _values(site: Site, claim: Claim, accepted: Side, refused: Side, examples: list[Any]) -> Iterator[Any]:
    if claim.values is not None:
        yield from claim.values
        return
    known = [*classes(accepted.spec, accepted.path)]
    known += [value for value in classes(refused.spec, refused.path) if not isinstance(value, dict)]
    known += [value for example in examples for value in values_at(example, site.instance)]
    yield from known
    yield from _beyond(refused.node, known)
    tied = tied_fields(site, claim, accepted)
    for value in known:
        if isinstance(value, dict):
            yield from _variants(value, claim, accepted, refused, tied)
    for value in known[:8]:
        yield from (spelling for _, spelling in spellings.of(value))


def _beyond(node: dict[str, Any], known: list[Any]) -> Iterator[Any]:
    """Values just outside the bounds of a schema, and inside, as far as they are built."""
    yield from ("x" * length for length in _sizes(node, "Length", LONGEST_TEXT))
    for bound in OF_TYPE["number"]:
        if bound in node:
            yield from (node[bound], node[bound] - 1, node[bound] + 1, node[bound] + 0.5)
    items = next((value for value in known if isinstance(value, list) and value), ["item"])
    yield from ([items[index % len(items)] for index in range(size)] for size in _sizes(node, "Items", MOST_ITEMS))
    yield from (value * 2 for value in known if isinstance(value, list) and value)


def _sizes(node: dict[str, Any], word: str, most: int) -> list[int]:
    """One more than a limit allows, one less than it asks for."""
    high, low = limit(node, f"max{word}"), limit(node, f"min{word}")
    sizes = [*([] if high is None else [high + 1]), *([low - 1] if low else [])]
    return [size for size in sizes if size <= most]


def _variants(
    there: dict[str, Any], claim: Claim, accepted: Side, refused: Side, tied: dict[str, bool]
) -> Iterator[Any]:
    """An object with one field left out, with an unlisted one, with each combination of what a rule ties."""
    for name in there:
        yield {key: value for key, value in there.items() if key != name}
    if claim.keyword in CLOSING:
        yield {**there, "unlisted": "x"}
        for side in (accepted, refused):
            for name in side.node.get("properties", {}):
                field = side.down("properties", name)
                yield from ({**there, name: value} for value in classes(field.spec, field.path)[:1])
    levels = []
    for name, by_value in tied.items():
        now = there.get(name, ABSENT)
        values, _ = value_levels(accepted, name, by_value=by_value)
        levels.append([now, *(value for value in values if value is not now)])
    for chosen in islice(product(*levels), COMBINATIONS):
        rest = {key: value for key, value in there.items() if key not in tied}
        yield rest | {name: value for name, value in zip(tied, chosen, strict=True) if value is not ABSENT}


def _examples(spec: Spec, root: Location) -> Iterator[Any]:
    beside = spec.at(spec.flat(root[:-1])) if root[-1] == "schema" else {}
    for example in beside.get("examples", {}).values():
        node = spec.resolve(example)
        if "value" in node:
            yield node["value"]
    if "example" in beside:
        yield beside["example"]


def _built(spec: Spec, path: Location, instance: Location, value: Any) -> Iterator[Any]:
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


def _placed(base: Any, instance: Location, value: Any) -> Iterator[Any]:
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

"""The fields that a rule ties together, what each may be, and whether that is all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import prod
from typing import Any

from clausewise.diff.barest import NOTHING, barest
from clausewise.diff.claim import Claim, bare
from clausewise.diff.scopes import leads_to_many
from clausewise.diff.site import Side, Site
from clausewise.schema.sizes import size
from clausewise.schema.value_classes import value_classes
from clausewise.spec import Spec
from clausewise.spec.kept import Kept
from clausewise.spec.references import keys_of
from clausewise.spec.validation import validator
from clausewise.spec.vocabulary import IN_PLACE, IN_PLACE_LISTS, TYING
from clausewise.spec.walking import Location, pointer

#: The most combinations of the fields of a rule that are tried.
COMBINATIONS = 20_000
ABSENT = object()
#: Levels of nested schemas that are followed where a schema leads to many.
_SHALLOW = 2
#: Schemas whose values are kept, and characters of all these values.
_MOST_KEPT, _MOST_CHARACTERS = 4_000, 30_000_000
#: Keywords of rules that are about no fields but those that they name.
LOGIC = {*TYING, "type", "required", "properties", "allOf", "$ref"}
#: The types that a keyword says something about; values of other types never break it.
KINDS = {
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), ("string",)),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), ("integer", "number")),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "items"), ("array",)),
}


def classes(spec: Spec, path: Location) -> tuple[Any, ...]:
    """The values of the value classes of a schema, cheapest first; made once for each place of the document."""
    return _KEPT.at(spec, spec.flat(path))


def _made_at(spec: Spec, pointer: str) -> tuple[tuple[Any, ...], int]:
    made = _classes_at(spec, keys_of(pointer))
    return made, sum(map(size, made))


def _classes_at(spec: Spec, where: Location) -> tuple[Any, ...]:
    if not leads_to_many(spec, pointer(*where)):
        return tuple(one.value for one in value_classes(spec, where))
    # Its values are large, and each takes a validator for each schema within.
    found = tuple(one.value for one in value_classes(spec, where, _SHALLOW))
    own = barest(spec, where)
    return found if found or own is NOTHING or not validator(spec, where).is_valid(own) else (own,)


_KEPT = Kept(_made_at, _MOST_KEPT, _MOST_CHARACTERS)


def is_exhaustive(site: Site, claim: Claim, accepted: Side) -> bool:
    """Tell whether the values tried are all that the accepting side can have at the site, as far as the claim looks."""
    if claim.is_rule and "properties" in accepted.node:
        parts = [part for side in site.sides for part in _parts(side.spec, claim.constraint(site, side))]
        tied = tied_fields(site, claim, accepted)
        levels = [value_levels(accepted, name, by_value=by_value) for name, by_value in tied.items()]
        closed = accepted.node.get("additionalProperties") is False
        return (
            all(set(bare(part)) <= LOGIC for part in parts)
            and (closed or _named(parts).keys() <= accepted.node["properties"].keys())
            and all(finite for _, finite in levels)
            and prod(len(values) for values, _ in levels) <= COMBINATIONS
        )
    kinds = KINDS.get(claim.keyword, ())
    types = accepted.node.get("type", kinds)
    never = bool(kinds) and not set(kinds) & set([types] if isinstance(types, str) else types)
    return never or _is_finite(accepted.node)


def value_levels(side: Side, name: str, *, by_value: bool) -> tuple[list[Any], bool]:
    """The values that a field may have, absence included, and whether these are all; one where only presence counts."""
    field = side.down("properties", name)
    values = classes(field.spec, field.path)
    return ([ABSENT, *values], _is_finite(field.node)) if by_value else ([ABSENT, *values[:1]], True)


def tied_fields(site: Site, claim: Claim, accepted: Side) -> dict[str, bool]:
    """The fields of the accepting side that a rule names in either spec, and whether it looks at their values.

    First come those that other rules of the accepting side tie to them, and that may have to give way.
    """
    if not claim.is_rule:
        return {}
    own = _named(part for side in site.sides for part in _parts(side.spec, claim.constraint(site, side)))
    found = own
    branches = (accepted.spec.resolve(branch) for branch in accepted.node.get("allOf", ()))
    rules = [branch for branch in branches if isinstance(branch, dict) and not branch.keys().isdisjoint(TYING)]
    rules.append({key: value for key, value in accepted.node.items() if key in TYING})
    for _ in rules:  # each may tie the fields of one more
        for rule in rules:
            named = _named(_parts(accepted.spec, rule))
            if named.keys() & found.keys():
                found = {name: found.get(name, False) or named.get(name, False) for name in (*found, *named)}
    listed = accepted.node.get("properties", {})
    return {name: found[name] for name in sorted(found, key=lambda name: name in own) if name in listed}


def _named(parts: Iterable[dict[str, Any]]) -> dict[str, bool]:
    """The fields that parts of a rule name, and whether they look at their values."""
    found: dict[str, bool] = {}
    for part in parts:
        by_value = [name for key in ("properties", "dependentSchemas") for name in part.get(key, {})]
        by_presence = [name for key in ("required", "dependentRequired") for name in part.get(key, ())]
        by_presence += [name for names in part.get("dependentRequired", {}).values() for name in names]
        for name in (*by_value, *by_presence):
            found[name] = found.get(name, False) or name in by_value
    return found


def _parts(spec: Spec, node: Any, depth: int = 12) -> Iterator[dict[str, Any]]:
    """A rule and every part of it that is about the same object, references followed."""
    node = spec.resolve(node)
    if not isinstance(node, dict) or depth == 0:
        return
    yield node
    for key in IN_PLACE:
        yield from _parts(spec, node.get(key), depth - 1)
    choices = [child for key in IN_PLACE_LISTS for child in node.get(key, ())]
    for child in (*choices, *node.get("dependentSchemas", {}).values()):
        yield from _parts(spec, child, depth - 1)


def _is_finite(node: dict[str, Any]) -> bool:
    return "enum" in node or "const" in node or node.get("type") in ("boolean", "null")

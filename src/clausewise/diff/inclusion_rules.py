"""The rules of a proof of inclusion: when every value of one schema keeps one keyword of another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from clausewise.diff.canonical import alike
from clausewise.diff.choice_forms import apart
from clausewise.diff.inclusion_assertions import ASSERTIONS, types
from clausewise.spec import Spec
from clausewise.spec.vocabulary import IN_PLACE, IN_PLACE_LISTS

#: A schema with the spec that its references are read in, and the proof of what is within.
Placed = tuple[Spec, Any]
Proof = Callable[[Placed, Placed], bool]
Rule = Callable[[Placed, Placed, Proof], bool]
#: Keywords that `unevaluated…` looks at.
_SEEN = (
    *("properties", "patternProperties", "additionalProperties", "prefixItems", "items", "contains"),
    *(*IN_PLACE_LISTS, *IN_PLACE, "dependentSchemas", "$ref"),
)


def _not(one: Placed, other: Placed, proof: Proof) -> bool:
    if apart(one[1], other[1]["not"]):
        return True
    return "not" in one[1] and proof((other[0], other[1]["not"]), (one[0], one[1]["not"]))


def _all(one: Placed, other: Placed, proof: Proof) -> bool:
    return all(proof(one, (other[0], part)) for part in other[1]["allOf"])


def _any(key: str, one: Placed, other: Placed, proof: Proof) -> bool:
    narrow, theirs = one[1], other[1][key]
    if key == "oneOf":  # of one that has no form as `anyOf`, two branches may take the same value
        return False
    each = [{**narrow, "type": [name]} for name in types(narrow)] or [narrow]
    mine: list[Any] = narrow.get("anyOf") or narrow.get("oneOf") or each
    likely = [(part, [*(wide for wide in theirs if wide == part), *theirs]) for part in mine]
    return all(any(proof((one[0], part), (other[0], wide)) for wide in each) for part, each in likely)


def _named(one: Placed, other: Placed, proof: Proof) -> bool:
    """The rule of `propertyNames`."""
    return proof((one[0], one[1].get("propertyNames", True)), (other[0], other[1]["propertyNames"]))


def _rest(one: Placed, other: Placed, proof: Proof) -> bool:
    """The rule of `additionalProperties`: what the narrow schema says of each field that the wide one does not list."""
    narrow, wide = one[1], other[1]
    if narrow.get("patternProperties", {}).keys() != wide.get("patternProperties", {}).keys():
        return False
    listed = narrow.get("properties", {})
    more = [field for name, field in listed.items() if name not in wide.get("properties", {})]
    rest = narrow.get("additionalProperties", True)
    return all(proof((one[0], mine), (other[0], wide["additionalProperties"])) for mine in (*more, rest))


def _each(key: str, one: Placed, other: Placed, proof: Proof) -> bool:
    """The rule of a keyword that names schemas: each of the second is one of the first, and no wider there."""
    mine = one[1].get(key, {})
    closed = key == "properties" and "patternProperties" not in one[1]
    rest = one[1].get("additionalProperties", True) if closed else True
    return all(proof((one[0], mine.get(name, rest)), (other[0], node)) for name, node in other[1][key].items())


def _prefix(one: Placed, other: Placed, proof: Proof) -> bool:
    mine, rest = one[1].get("prefixItems", []), one[1].get("items", True)
    return all(
        proof((one[0], mine[index] if index < len(mine) else rest), (other[0], node))
        for index, node in enumerate(other[1]["prefixItems"][: one[1].get("maxItems")])
    )


def _items(one: Placed, other: Placed, proof: Proof) -> bool:
    """The rule of `items`: what the narrow schema says of each item after those that the wide one lists."""
    mine, first, most = one[1].get("prefixItems", []), len(other[1].get("prefixItems", ())), one[1].get("maxItems")
    rest = [one[1].get("items", True)] if most is None or most > max(len(mine), first) else []
    return all(proof((one[0], item), (other[0], other[1]["items"])) for item in (*mine[first:most], *rest))


def _contains(one: Placed, other: Placed, proof: Proof) -> bool:
    narrow, wide = one[1], other[1]
    if wide.get("minContains", 1) == 0 and "maxContains" not in wide:
        return True
    if "contains" not in narrow or narrow.get("minContains", 1) < wide.get("minContains", 1):
        return False
    mine, theirs = (one[0], narrow["contains"]), (other[0], wide["contains"])
    most = wide.get("maxContains")
    few = most is None or (narrow.get("maxContains", most + 1) <= most and proof(theirs, mine))
    return few and proof(mine, theirs)


def _if(one: Placed, other: Placed, proof: Proof) -> bool:
    narrow, wide = one[1], other[1]
    if apart(narrow, wide["if"]):
        return proof(one, (other[0], wide.get("else", True)))
    if "if" not in narrow or not alike(one[0], narrow["if"], other[0], wide["if"]):
        return False
    return all(proof((one[0], narrow.get(key, True)), (other[0], wide.get(key, True))) for key in ("then", "else"))


def _unevaluated(key: str, one: Placed, other: Placed, proof: Proof) -> bool:
    seen = [{name: node[name] for name in _SEEN if name in node} for _, node in (one, other)]
    return alike(one[0], seen[0], other[0], seen[1]) and proof(
        (one[0], one[1].get(key, True)), (other[0], other[1][key])
    )


def _of_schemas(holds: Callable[[Any, Any], bool]) -> Rule:
    return lambda one, other, _: holds(one[1], other[1])


RULES: dict[str, Rule] = {
    **{key: _of_schemas(holds) for key, holds in ASSERTIONS.items()},
    **{key: partial(_each, key) for key in ("properties", "patternProperties", "dependentSchemas")},
    **{key: partial(_unevaluated, key) for key in ("unevaluatedItems", "unevaluatedProperties")},
    **{key: partial(_any, key) for key in ("anyOf", "oneOf")},
    "items": _items,
    "additionalProperties": _rest,
    "propertyNames": _named,
    "not": _not,
    "allOf": _all,
    "prefixItems": _prefix,
    "contains": _contains,
    "if": _if,
}

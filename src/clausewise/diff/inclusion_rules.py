"""The rules of a proof of inclusion: when every value of one schema keeps one keyword of another."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

from clausewise.diff.canonical import canonical
from clausewise.spec import Spec

#: A schema with the spec that its references are read in, and the proof of what is within.
Placed = tuple[Spec, Any]
Proof = Callable[[Placed, Placed], bool]
Rule = Callable[[Placed, Placed, Proof], bool]
#: What `unevaluated…` looks at.
_SEEN = (
    *("properties", "patternProperties", "additionalProperties", "prefixItems", "items", "contains"),
    *("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "$ref"),
)


def _least(key: str, one: Placed, other: Placed) -> bool:
    nothing = other[1][key] == 0 and key in ("minLength", "minItems", "minProperties")
    return nothing or (key in one[1] and one[1][key] >= other[1][key])


def _most(key: str, one: Placed, other: Placed) -> bool:
    return key in one[1] and bool(one[1][key] <= other[1][key])


def _type(one: Placed, other: Placed, _: Proof) -> bool:
    narrow, wide = types(one[1]), types(other[1])
    return bool(narrow) and all(name in wide or (name == "integer" and "number" in wide) for name in narrow)


def _required(one: Placed, other: Placed, _: Proof) -> bool:
    return set(other[1]["required"]) <= set(one[1].get("required", ()))


def _multiple(one: Placed, other: Placed, _: Proof) -> bool:
    narrow, wide = one[1].get("multipleOf"), other[1]["multipleOf"]
    return isinstance(narrow, int) and isinstance(wide, int) and narrow % wide == 0


def _unique(one: Placed, other: Placed, _: Proof) -> bool:
    return other[1]["uniqueItems"] is False or one[1].get("uniqueItems") is True


def _not(one: Placed, other: Placed, proof: Proof) -> bool:
    return "not" in one[1] and proof((other[0], other[1]["not"]), (one[0], one[1]["not"]))


def _all(one: Placed, other: Placed, proof: Proof) -> bool:
    return all(proof(one, (other[0], part)) for part in other[1]["allOf"])


def _any(key: str, one: Placed, other: Placed, proof: Proof) -> bool:
    mine: list[Any] = one[1].get("anyOf") or one[1].get("oneOf") or [one[1]]
    theirs = other[1][key]
    apart = key == "anyOf" or all(_apart(other[0].resolve(a), other[0].resolve(b)) for a, b in combinations(theirs, 2))
    return apart and all(any(proof((one[0], each), (other[0], wide)) for wide in theirs) for each in mine)


def _apart(one: Any, other: Any) -> bool:
    """Tell whether no value is of both types."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    first, second = ({"number" if name == "integer" else name for name in types(node)} for node in (one, other))
    return bool(first and second) and not first & second


def _inner(key: str, beside: tuple[str, ...], one: Placed, other: Placed, proof: Proof) -> bool:
    """The rule of a keyword that applies one schema to values that what is beside it chooses."""
    alike = all(_names(one[1].get(name)) == _names(other[1].get(name)) for name in beside)
    return alike and proof((one[0], one[1].get(key, True)), (other[0], other[1][key]))


def _names(held: Any) -> list[str] | int:
    return sorted(held) if isinstance(held, dict) and held else len(held or ())


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
        for index, node in enumerate(other[1]["prefixItems"])
    )


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
    if "if" not in narrow or canonical(one[0], narrow["if"]) != canonical(other[0], wide["if"]):
        return False
    return all(proof((one[0], narrow.get(key, True)), (other[0], wide.get(key, True))) for key in ("then", "else"))


def _dependent(one: Placed, other: Placed, _: Proof) -> bool:
    mine = one[1].get("dependentRequired", {})
    return all(set(names) <= set(mine.get(name, ())) for name, names in other[1]["dependentRequired"].items())


def _unevaluated(key: str, one: Placed, other: Placed, proof: Proof) -> bool:
    seen = [canonical(spec, {name: node[name] for name in _SEEN if name in node}) for spec, node in (one, other)]
    return seen[0] == seen[1] and proof((one[0], one[1].get(key, True)), (other[0], other[1][key]))


def types(node: dict[str, Any]) -> list[str]:
    """The types that a schema names, none where it takes any."""
    named = node.get("type", [])
    return [named] if isinstance(named, str) else list(named)


def _keyed(rule: Callable[..., bool], key: str, *more: Any) -> Rule:
    return lambda one, other, proof: rule(key, *more, one, other, proof)


def _bound(rule: Callable[[str, Placed, Placed], bool], key: str) -> Rule:
    return lambda one, other, _: rule(key, one, other)


RULES: dict[str, Rule] = {
    **{key: _bound(_least, key) for key in ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")},
    **{key: _bound(_most, key) for key in ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")},
    **{key: _keyed(_each, key) for key in ("properties", "patternProperties", "dependentSchemas")},
    **{key: _keyed(_unevaluated, key) for key in ("unevaluatedItems", "unevaluatedProperties")},
    **{key: _keyed(_any, key) for key in ("anyOf", "oneOf")},
    "items": _keyed(_inner, "items", ("prefixItems",)),
    "additionalProperties": _keyed(_inner, "additionalProperties", ("properties", "patternProperties")),
    "propertyNames": _keyed(_inner, "propertyNames", ()),
    "type": _type,
    "required": _required,
    "multipleOf": _multiple,
    "uniqueItems": _unique,
    "not": _not,
    "allOf": _all,
    "prefixItems": _prefix,
    "contains": _contains,
    "if": _if,
    "dependentRequired": _dependent,
}

"""The rules of a proof of inclusion: when every value of one schema keeps one keyword of another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clausewise.diff.canonical import alike
from clausewise.diff.choice_forms import absent, apart
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


def _least(key: str, one: Placed, other: Placed) -> bool:
    narrow, least = one[1], other[1][key]
    if key == "minProperties" and len(narrow.get("required", ())) >= least:
        return True
    if key == "minItems" and "contains" in narrow and narrow.get("minContains", 1) >= least:
        return True
    return least == 0 or (key in narrow and narrow[key] >= least)


def _most(key: str, one: Placed, other: Placed) -> bool:
    return key in one[1] and bool(one[1][key] <= other[1][key])


def _above(key: str, one: Placed, other: Placed) -> bool:
    """The rule of a lower bound: the narrow one, which may be of the other kind, is at least as high."""
    narrow, bound = one[1], other[1][key]
    if "exclusiveMinimum" in narrow and narrow["exclusiveMinimum"] >= bound:
        return True
    low = narrow.get("minimum")
    return low is not None and bool(low >= bound if key == "minimum" else low > bound)


def _below(key: str, one: Placed, other: Placed) -> bool:
    """The rule of an upper bound: the narrow one, which may be of the other kind, is at least as low."""
    narrow, bound = one[1], other[1][key]
    if "exclusiveMaximum" in narrow and narrow["exclusiveMaximum"] <= bound:
        return True
    high = narrow.get("maximum")
    return high is not None and bool(high <= bound if key == "maximum" else high < bound)


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


def _dependent(one: Placed, other: Placed, _: Proof) -> bool:
    mine, always = one[1].get("dependentRequired", {}), one[1].get("required", ())
    asked = {name: names for name, names in other[1]["dependentRequired"].items() if name not in absent(one[1])}
    return all(set(names) <= {*mine.get(name, ()), *always} for name, names in asked.items())


def _unevaluated(key: str, one: Placed, other: Placed, proof: Proof) -> bool:
    seen = [{name: node[name] for name in _SEEN if name in node} for _, node in (one, other)]
    return alike(one[0], seen[0], other[0], seen[1]) and proof(
        (one[0], one[1].get(key, True)), (other[0], other[1][key])
    )


def types(node: dict[str, Any]) -> list[str]:
    """The types that a schema names, none where it takes any."""
    named = node.get("type", [])
    return [named] if isinstance(named, str) else list(named)


def _keyed(rule: Callable[..., bool], key: str, *more: Any) -> Rule:
    return lambda one, other, proof: rule(key, *more, one, other, proof)


def _bound(rule: Callable[[str, Placed, Placed], bool], key: str) -> Rule:
    return lambda one, other, _: rule(key, one, other)


RULES: dict[str, Rule] = {
    **{key: _bound(_above, key) for key in ("minimum", "exclusiveMinimum")},
    **{key: _bound(_below, key) for key in ("maximum", "exclusiveMaximum")},
    **{key: _bound(_least, key) for key in ("minLength", "minItems", "minProperties")},
    **{key: _bound(_most, key) for key in ("maxLength", "maxItems", "maxProperties")},
    **{key: _keyed(_each, key) for key in ("properties", "patternProperties", "dependentSchemas")},
    **{key: _keyed(_unevaluated, key) for key in ("unevaluatedItems", "unevaluatedProperties")},
    **{key: _keyed(_any, key) for key in ("anyOf", "oneOf")},
    "items": _items,
    "additionalProperties": _rest,
    "propertyNames": _named,
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

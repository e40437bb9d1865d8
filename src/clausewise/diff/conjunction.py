"""Two forms of schemas laid together as one that takes what both take, where one form can say that."""

from __future__ import annotations

from math import lcm
from typing import Any

from clausewise.diff.equality import same, text
from clausewise.spec.vocabulary import COMPANIONS

Form = dict[str, Any]
TRUE: Form = {}
FALSE: Form = {"not": {}}
#: Keywords that mean something only together, or look at what stands beside them.
_GROUPS = tuple(frozenset((keyword, *COMPANIONS[keyword])) for keyword in ("items", "contains", "if"))
_FIELDS = frozenset(("additionalProperties", *COMPANIONS["additionalProperties"]))
#: Keywords of forms that are left as they are written: they look at all that stands beside them, or lead elsewhere.
_AS_WRITTEN = frozenset(("unevaluatedProperties", "unevaluatedItems", "$ref"))


def without(node: Form, *keys: str) -> Form:
    """A form without some keywords."""
    return {key: value for key, value in node.items() if key not in keys}


def laid(one: Form, other: Form) -> Form | None:
    """The form that takes what both take, None where it cannot be said without `allOf`."""
    if FALSE in (one, other):
        return FALSE
    if (one.keys() | other.keys()) & _AS_WRITTEN:
        return None
    if not one or not other:
        return other or one
    if same(one, other):
        return one
    if not _may_be_laid(one, other):
        return None
    made = dict(one)
    for key, value in other.items():
        if key not in made:
            made[key] = value
        elif not same(made[key], value):
            together = _together(key, made[key], value)
            if together is None:
                return None
            made[key] = together
    return FALSE if [] in (made.get("type"), made.get("enum")) else made


def both(one: Form, other: Form) -> Form:
    """The form that takes what both take."""
    made = laid(one, other)
    return {"allOf": sorted((form for form in (one, other) if form), key=text)} if made is None else made


def _may_be_laid(one: Form, other: Form) -> bool:
    keys = one.keys() | other.keys()
    groups = [*_GROUPS, *([_FIELDS] if "additionalProperties" in keys else [])]
    return all(_is_of_one(group, one, other) for group in groups)


def _is_of_one(group: frozenset[str], one: Form, other: Form) -> bool:
    first, second = ({key: node[key] for key in group & node.keys()} for node in (one, other))
    return not first or not second or same(first, second)


def _together(key: str, one: Any, other: Any) -> Any:
    if key == "type":
        return types_of_both(one, other)
    if key == "enum":
        return [value for value in one if any(same(value, also) for also in other)]
    if key == "required":
        return sorted({*one, *other})
    if key in ("properties", "patternProperties"):
        shared = {name: both(one[name], other[name]) for name in one.keys() & other.keys()}
        return {**one, **other, **shared}
    if key == "dependentRequired":
        return {name: sorted({*one.get(name, ()), *other.get(name, ())}) for name in {**one, **other}}
    if key == "allOf":
        return sorted([*one, *(part for part in other if part not in one)], key=text)
    if key == "multipleOf":
        return lcm(one, other) if isinstance(one, int) and isinstance(other, int) else None
    if key.startswith(("min", "exclusiveMin")):
        return max(one, other)
    return min(one, other) if key.startswith(("max", "exclusiveMax")) else None


def types_of_both(one: list[str], other: list[str]) -> list[str]:
    """The types that are in both lists; each integer is a number."""
    whole = {"integer"} if {"integer", "number"} <= {*one, *other} else set()
    return sorted((set(one) & set(other)) | (whole if not {"number"} <= set(one) & set(other) else set()))

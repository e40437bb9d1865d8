"""The rules of a proof of inclusion for keywords without schemas in them: bounds, types, what is required."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from clausewise.diff.choice_forms import absent

Schema = dict[str, Any]


def types(node: Schema) -> list[str]:
    """The types that a schema names, none where it takes any."""
    named = node.get("type", [])
    return [named] if isinstance(named, str) else list(named)


def _least(key: str, narrow: Schema, wide: Schema) -> bool:
    least = wide[key]
    if key == "minProperties" and len(narrow.get("required", ())) >= least:
        return True
    if key == "minItems" and "contains" in narrow and narrow.get("minContains", 1) >= least:
        return True
    return least == 0 or (key in narrow and narrow[key] >= least)


def _most(key: str, narrow: Schema, wide: Schema) -> bool:
    return key in narrow and bool(narrow[key] <= wide[key])


def _above(key: str, narrow: Schema, wide: Schema) -> bool:
    """The rule of a lower bound: the narrow one, which may be of the other kind, is at least as high."""
    bound = wide[key]
    if "exclusiveMinimum" in narrow and narrow["exclusiveMinimum"] >= bound:
        return True
    low = narrow.get("minimum")
    return low is not None and bool(low >= bound if key == "minimum" else low > bound)


def _below(key: str, narrow: Schema, wide: Schema) -> bool:
    """The rule of an upper bound: the narrow one, which may be of the other kind, is at least as low."""
    bound = wide[key]
    if "exclusiveMaximum" in narrow and narrow["exclusiveMaximum"] <= bound:
        return True
    high = narrow.get("maximum")
    return high is not None and bool(high <= bound if key == "maximum" else high < bound)


def _type(narrow: Schema, wide: Schema) -> bool:
    mine, theirs = types(narrow), types(wide)
    return bool(mine) and all(name in theirs or (name == "integer" and "number" in theirs) for name in mine)


def _required(narrow: Schema, wide: Schema) -> bool:
    return set(wide["required"]) <= set(narrow.get("required", ()))


def _multiple(narrow: Schema, wide: Schema) -> bool:
    mine, theirs = narrow.get("multipleOf"), wide["multipleOf"]
    return isinstance(mine, int) and isinstance(theirs, int) and mine % theirs == 0


def _unique(narrow: Schema, wide: Schema) -> bool:
    return wide["uniqueItems"] is False or narrow.get("uniqueItems") is True


def _dependent(narrow: Schema, wide: Schema) -> bool:
    mine, always = narrow.get("dependentRequired", {}), narrow.get("required", ())
    asked = {name: names for name, names in wide["dependentRequired"].items() if name not in absent(narrow)}
    return all(set(names) <= {*mine.get(name, ()), *always} for name, names in asked.items())


ASSERTIONS: dict[str, Callable[[Schema, Schema], bool]] = {
    **{key: partial(_above, key) for key in ("minimum", "exclusiveMinimum")},
    **{key: partial(_below, key) for key in ("maximum", "exclusiveMaximum")},
    **{key: partial(_least, key) for key in ("minLength", "minItems", "minProperties")},
    **{key: partial(_most, key) for key in ("maxLength", "maxItems", "maxProperties")},
    "type": _type,
    "required": _required,
    "multipleOf": _multiple,
    "uniqueItems": _unique,
    "dependentRequired": _dependent,
}

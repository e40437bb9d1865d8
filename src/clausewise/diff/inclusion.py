"""Proof that a schema takes no value that another refuses, keyword by keyword; where there is none, nothing is said.

JSON Schema 2020-12: a schema is the conjunction of its keywords, but for those that look at what stands beside them.
Those are compared with what they look at.
"""

from __future__ import annotations

from typing import Any

from clausewise.diff.canonical import alike, canonical
from clausewise.diff.conjunction import FALSE, TRUE
from clausewise.diff.equality import text
from clausewise.diff.inclusion_rules import RULES, Placed
from clausewise.spec import Spec
from clausewise.spec.compiling import compiled
from clausewise.spec.normal_form import ANNOTATIONS

#: How deep in the schemas a proof goes.
_DEPTH = 8
#: Keywords that say nothing by themselves.
_COMPANIONS = {"then", "else", "minContains", "maxContains", "$defs", *ANNOTATIONS}
#: Keywords that say the same wherever they stand.
_ALONE = ("pattern", "format", "oneOf", "anyOf", "not", "enum", "const", "type")


def included(one: Placed, other: Placed, depth: int = _DEPTH) -> bool:
    """Tell whether it is proved that every value of one schema is a value of the other."""
    spec, narrow = _opened(one)
    another, wide = _opened(other)
    if wide == TRUE or narrow == FALSE or alike(spec, narrow, another, wide):
        return True
    if not depth or narrow == TRUE:
        return False
    values = narrow.get("enum")
    if values is not None and '"format":' not in text(wide):
        return _are_taken(values, another, wide)
    if any(included((spec, part), (another, wide), depth - 1) for part in narrow.get("allOf", ())):
        return True
    for key in ("anyOf", "oneOf"):
        if key in narrow and all(included((spec, part), (another, wide), depth - 1) for part in narrow[key]):
            return True
    return all(_kept(key, (spec, narrow), (another, wide), depth - 1) for key in wide)


def _opened(placed: Placed) -> Placed:
    spec, node = placed
    return spec, canonical(spec, node)


def _are_taken(values: list[Any], spec: Spec, form: Any) -> bool:
    takes = compiled(spec, form)
    try:
        return all(takes.is_valid(value) for value in values)
    except ValueError:  # a schema that leads to itself in place
        return False


def _kept(key: str, one: Placed, other: Placed, depth: int) -> bool:
    """Tell whether every value of the first schema keeps one keyword of the second."""
    if key in _COMPANIONS or key.startswith("x-"):
        return True
    if key in _ALONE and key in one[1]:
        (old, narrow), (new, wide) = one, other
        if alike(old, {key: narrow[key]}, new, {key: wide[key]}):
            return True
    return key in RULES and RULES[key](one, other, lambda mine, theirs: included(mine, theirs, depth))

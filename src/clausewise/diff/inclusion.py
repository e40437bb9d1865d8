"""Proof that a schema takes no value that another refuses, keyword by keyword; where there is none, nothing is said.

JSON Schema 2020-12: a schema is the conjunction of its keywords, but for those that look at what stands beside them.
Those are compared with what they look at.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from clausewise.diff.canonical import alike, canonical
from clausewise.diff.conjunction import FALSE, TRUE
from clausewise.diff.equality import text
from clausewise.diff.inclusion_rules import RULES, Placed
from clausewise.spec import Spec
from clausewise.spec.compiling import compiled
from clausewise.spec.references import leads_on, pointer_of
from clausewise.spec.vocabulary import ANNOTATIONS, NEEDS

#: Levels of nested schemas that a proof follows, and pairs of schemas that it looks at.
_DEPTH, _MOST_STEPS = 8, 5_000
#: Keywords that say nothing by themselves.
_SILENT_ALONE = {*NEEDS, "$defs", *ANNOTATIONS}
#: Keywords that say the same wherever they stand.
_ALONE = ("pattern", "format", "oneOf", "anyOf", "not", "enum", "const", "type")


def included(one: Placed, other: Placed, apart: Container[str] = ()) -> bool:
    """Tell whether it is proved that every value of one schema is a value of the other.

    A component of those that are compared `apart` is taken for one with itself: what it takes is told there.
    """
    return _Proof(apart).of(one, other)


class _Proof:
    """One proof. It ends without a result where it takes too many steps, and takes no failed one again."""

    def __init__(self, apart: Container[str]) -> None:
        self._apart, self._steps = apart, 0
        self._forms: dict[tuple[Spec, int], tuple[Any, Any]] = {}
        self._failed: dict[tuple[Spec, str, Spec, str], int] = {}

    def of(self, one: Placed, other: Placed, depth: int = _DEPTH) -> bool:
        """Tell whether it is proved that one schema is included in the other."""
        if not (leads_on(one[1]) and leads_on(other[1])):
            return self._opened(one, other, depth)
        key = (one[0], pointer_of(one[1]["$ref"]), other[0], pointer_of(other[1]["$ref"]))
        if key[1] == key[3] and key[1] in self._apart:
            return True
        if self._failed.get(key, -1) >= depth:
            return False
        proved = self._opened(one, other, depth)
        if not proved:
            self._failed[key] = depth
        return proved

    def _opened(self, one: Placed, other: Placed, depth: int) -> bool:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return False
        spec, narrow = one[0], self._form(one)
        another, wide = other[0], self._form(other)
        if wide == TRUE or narrow == FALSE or alike(spec, narrow, another, wide, self._apart):
            return True
        if not depth or narrow == TRUE:
            return False
        values = narrow.get("enum")
        if values is not None and '"format":' not in text(wide):
            return _are_taken(values, another, wide)
        if any(self.of((spec, part), (another, wide), depth - 1) for part in narrow.get("allOf", ())):
            return True
        for key in ("anyOf", "oneOf"):
            if key in narrow and all(self.of((spec, part), (another, wide), depth - 1) for part in narrow[key]):
                return True
        return all(self._kept(key, (spec, narrow), (another, wide), depth - 1) for key in wide)

    def _form(self, placed: Placed) -> Any:
        """The form of a schema; with it stays the schema, so that its identity is no other's."""
        spec, node = placed
        if (spec, id(node)) not in self._forms:
            self._forms[spec, id(node)] = node, canonical(spec, node)
        return self._forms[spec, id(node)][1]

    def _kept(self, key: str, one: Placed, other: Placed, depth: int) -> bool:
        """Tell whether every value of the first schema keeps one keyword of the second."""
        if key in _SILENT_ALONE or key.startswith("x-"):
            return True
        if key in _ALONE and key in one[1]:
            (old, narrow), (new, wide) = one, other
            if alike(old, {key: narrow[key]}, new, {key: wide[key]}, self._apart):
                return True
        return key in RULES and RULES[key](one, other, lambda mine, theirs: self.of(mine, theirs, depth))


def _are_taken(values: list[Any], spec: Spec, form: Any) -> bool:
    takes = compiled(spec, form)
    try:
        return all(takes.is_valid(value) for value in values)
    except ValueError:  # a schema that leads to itself in place
        return False

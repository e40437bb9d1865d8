"""Differences between two documents at which no comparison has looked: named as such, so that nothing is unseen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.diff.change import Change
from clausewise.diff.documentation import EXAMPLES, WORDS
from clausewise.diff.fields import FIELDS
from clausewise.spec import Spec
from clausewise.spec.normal_form import REFERENCE
from clausewise.spec.references import keys_of
from clausewise.spec.walking import HOLDS, are_nested, places, pointer, references

#: Objects whose changes are told elsewhere, or are words.
_TOLD = ("responses", "info", "tag", "clause", "example", "value class", "warning")


def not_compared(old: Spec, new: Spec, changes: list[Change]) -> Iterator[Change]:
    """A change for each place that differs, where no change stands and nothing has judged it."""
    named = [change.pointer for change in changes if change.severity != "documentation"]
    before, after = ({place.location: place for place in places(spec.document)} for spec in (old, new))
    judged = {change.pointer for change in changes}
    for location, place in before.items():
        other = after.get(location)
        if other is None or place.kind in _TOLD:
            continue
        fields = FIELDS.get(place.kind, {})
        for key in dict.fromkeys((*place.node, *other.node)):
            one, two = place.node.get(key), other.node.get(key)
            where = pointer(*location, key)
            if _is_words(key) or one == two or where in judged:
                continue
            treatment = fields.get(key, "not compared" if fields else "holds")
            if treatment == "not compared":
                yield _change(where, key, place.kind)
    yield from _unused(old, new, named)


def _is_words(key: str) -> bool:
    return key in (*WORDS, *EXAMPLES, "$ref", REFERENCE) or key.startswith("x-")


def _change(where: str, key: str, kind: str) -> Change:
    says = f"{key} of this {kind} differs, and is not compared"
    return Change("not-compared", where, says, "dangerous", "dangerous", "dangerous")


def _unused(old: Spec, new: Spec, named: list[str]) -> Iterator[Change]:
    """Components that came, went or changed, and that no operation leads to: nothing has compared them."""
    groups = [spec.document.get("components", {}) for spec in (old, new)]
    used = _used(old) | _used(new)
    for kind in dict.fromkeys((*groups[0], *groups[1])):
        if kind.startswith("x-") or kind == "examples":
            continue
        one, other = (group.get(kind, {}) for group in groups)
        for name in dict.fromkeys((*one, *other)):
            where = pointer("components", kind, name)
            if where in used or _wordless(one.get(name)) == _wordless(other.get(name)):
                continue
            if any(are_nested(where, place) for place in named):
                continue
            how = "came" if name not in one else "went" if name not in other else "differs"
            says = f"the component {name} {how}, to which no operation leads"
            yield Change("component-changed", where, says, "documentation", "compatible", "documentation", about=name)


def _used(spec: Spec) -> set[str]:
    """The components that something outside of the components leads to, and the security schemes that are named."""
    outside = {key: value for key, value in spec.document.items() if key != "components"}
    found = {pointer("components", "securitySchemes", name) for name in _schemes(spec)}
    waiting = [reference for _, reference in references(outside)]
    waiting += [place.node[REFERENCE] for place in places(outside) if REFERENCE in place.node]
    while waiting:
        where = pointer(*keys_of(waiting.pop())[:_COMPONENT])
        if where not in found and where.startswith("/components/"):
            found.add(where)
            kind = HOLDS["components"].get(str(keys_of(where)[1]), "{schema}").strip("{}")
            waiting += [reference for _, reference in references(spec.at(where), kind)]
    return found


#: The number of keys that lead to a component.
_COMPONENT = 3


def _schemes(spec: Spec) -> Iterator[str]:
    holders = [spec.document, *(operation.node for operation in spec.operations)]
    for holder in holders:
        for one in holder.get("security", []):
            yield from one


def _wordless(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _wordless(value) for key, value in node.items() if not _is_words(str(key))}
    return [_wordless(item) for item in node] if isinstance(node, list) else node

"""The form of choices and conditions: `anyOf`, `oneOf`, `not` and `if` as other keywords, where these say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from clausewise.diff.conjunction import FALSE, TRUE, Form, both, without
from clausewise.diff.equality import order, same, text
from clausewise.diff.type_forms import KEYWORDS, TYPES, types_named
from clausewise.spec.json_types import kinds_of

_SIZES = {"Length": "string", "Items": "array", "Properties": "object"}
_EVERY = sorted(TYPES)
_WHOLE: tuple[tuple[str, list[Any]], ...] = (("null", [None]), ("boolean", [False, True]))
#: Keywords by which the types of a value alone tell whether they look at it.
_BY_TYPE = frozenset(key for keys in KEYWORDS.values() for key in keys)

#: Limits of one kind: the type that they are of, and the limit that takes what they refuse.
_OPPOSITE = {
    **{f"max{word}": (kind, f"min{word}", 1) for word, kind in _SIZES.items()},
    **{f"min{word}": (kind, f"max{word}", -1) for word, kind in _SIZES.items()},
}


def chosen(node: Form, read: Callable[[Form], Form]) -> Form:
    """A form without the choices and conditions that other keywords can say; `read` follows a reference."""
    node = _one_of(node, read)
    for step in (_any_of, _not, _if):
        node = step(node)
    return node


def _one_of(node: Form, read: Callable[[Form], Form]) -> Form:
    branches = [branch for branch in node.get("oneOf", ()) if branch != FALSE]
    if "oneOf" not in node:
        return node
    if all(apart(one, other) for one, other in combinations(map(read, branches), 2)):
        return both(without(node, "oneOf"), _any_of({"anyOf": branches}))
    return {**node, "oneOf": _in_order(branches)}


def apart(one: Form, other: Form) -> bool:
    """Tell whether no value is of both forms: by types, by listed values, or by a field that one of them demands."""
    first, second = types_of(one), types_of(other)
    if first is not None and second is not None and not first & second:
        return True
    if "enum" in one and "enum" in other:
        return not any(same(value, also) for value in one["enum"] for also in other["enum"])
    if {"object"} not in (first, second):
        return False
    needed = (set(one.get("required", ())), set(other.get("required", ())))
    if needed[0] & absent(other) or needed[1] & absent(one):
        return True
    fields = (one.get("properties", {}), other.get("properties", {}))
    shared = needed[0] & needed[1]
    return any(name in fields[0] and name in fields[1] and apart(fields[0][name], fields[1][name]) for name in shared)


def absent(form: Form) -> set[str]:
    """The fields that no object of a form has."""
    return {name for name, field in form.get("properties", {}).items() if field == FALSE}


def types_of(form: Form) -> set[str] | None:
    """The types of the values of a form, an integer as a number; None where it does not say."""
    if "enum" in form:
        return {kinds_of(value)[0] for value in form["enum"]}
    named = form.get("type")
    return None if named is None else {"number" if name == "integer" else name for name in types_named(named)}


def _any_of(node: Form) -> Form:
    if "anyOf" not in node:
        return node
    branches = _distinct(_flat(node["anyOf"]))
    rest = without(node, "anyOf")
    if TRUE in branches:
        return rest
    branches = _merged(branches)
    if not branches:
        return FALSE
    return both(rest, branches[0]) if len(branches) == 1 else {**rest, "anyOf": _in_order(branches)}


def _flat(branches: list[Form]) -> Iterator[Form]:
    for branch in branches:
        if branch.keys() == {"anyOf"}:
            yield from _flat(branch["anyOf"])
        elif branch != FALSE:
            yield branch


def _distinct(branches: Iterator[Form]) -> list[Form]:
    found: list[Form] = []
    for branch in branches:
        if not any(same(branch, known) for known in found):
            found.append(branch)
    return found


def _merged(branches: list[Form]) -> list[Form]:
    """Branches that list values as one, those of other types as one, and none that another holds whole."""
    values = [value for branch in branches if branch.keys() == {"enum"} for value in branch["enum"]]
    others = [branch for branch in branches if branch.keys() != {"enum"}]
    if others:
        for name, listed in _WHOLE:
            if all(any(same(value, one) for one in values) for value in listed):
                others.append({"type": [name]})
                values = [value for value in values if not any(same(value, one) for one in listed)]
    whole = {name for branch in others if branch.keys() == {"type"} for name in branch["type"]}
    typed: Form = {"type": sorted(whole)} if whole else {}
    left: list[Form] = []
    for branch in others:
        types = set(branch.get("type", ()))
        if branch.keys() != {"type"} and types and (types <= whole or ("number" in whole and types == {"integer"})):
            continue
        if branch.keys() != {"type"}:
            is_plain = bool(types) and branch.keys() - {"type"} <= _BY_TYPE
            mine, theirs = types_of(branch) or set(), types_of(typed) or set()
            if is_plain and not mine & theirs and not (branch.keys() & typed.keys()) - {"type"}:
                typed = {**typed, **branch, "type": sorted({*typed.get("type", ()), *types})}
            else:
                left.append(branch)
    values = [value for value in values if not set(kinds_of(value)) & whole]
    if typed:
        typed = {**typed, "type": types_named(typed["type"])}
        typed = {} if set(typed["type"]) >= TYPES and typed.keys() == {"type"} else typed
        if not typed:
            return [TRUE]
    enum = [{"enum": sorted({text(value): value for value in values}.values(), key=text)}] if values else []
    return [*([typed] if typed else []), *enum, *left]


def _in_order(branches: list[Form]) -> list[Form]:
    return sorted(branches, key=order)


def _not(node: Form) -> Form:
    if "not" not in node or node == FALSE:
        return node
    denied, rest = node["not"], without(node, "not")
    if denied == TRUE:
        return FALSE
    for part in denied["anyOf"] if denied.keys() == {"anyOf"} else [denied]:
        rest = both(rest, _denied(part, rest))
    return rest


def _denied(part: Form, beside: Form) -> Form:
    """The form of all that a part does not take, beside what else is asked for."""
    if part == FALSE:
        return TRUE
    if part.keys() == {"not"}:
        taken: Form = part["not"]
        return taken
    types = types_of(part) if part.keys() == {"type"} or _is_of_whole_types(part) else None
    if types is not None and "integer" not in part.get("type", ()):
        return {"type": [name for name in _EVERY if name not in types]}
    if part.keys() == {"required"} and len(part["required"]) == 1 and types_of(beside) == {"object"}:
        return {"properties": {part["required"][0]: FALSE}}
    (key, *more) = part
    if not more and key in _OPPOSITE and types_of(beside) == {_OPPOSITE[key][0]}:
        _, other, by = _OPPOSITE[key]
        return {other: part[key] + by} if part[key] + by >= 0 else FALSE
    return {"not": part}


def _is_of_whole_types(part: Form) -> bool:
    listed: list[Any] = part.get("enum", [])
    return part.keys() == {"enum"} and [text(value) for value in listed] in (["null"], ["false", "true"])


def _if(node: Form) -> Form:
    if "if" not in node:
        return node
    rest = without(node, "if", "then", "else")
    asked, then, other = node["if"], node.get("then", TRUE), node.get("else", TRUE)
    if asked == TRUE or same(then, other):
        return both(rest, then)
    if asked == FALSE:
        return both(rest, other)
    if other == TRUE and asked.keys() == {"required"} and len(asked["required"]) == 1 and then.keys() == {"required"}:
        return both(rest, {"dependentRequired": {asked["required"][0]: then["required"]}})
    kept = {"if": asked, **({} if then == TRUE else {"then": then}), **({} if other == TRUE else {"else": other})}
    return {**rest, **kept}

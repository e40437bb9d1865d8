"""One form for schemas that say the same in other words: what takes the same values has, where it can be, one form.

JSON Schema 2020-12. A form is a schema again; what it takes is what the schema takes. References in place are read,
those to what stands within stay, so that a form is no larger than its schema.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from typing import Any
from urllib.parse import quote

from clausewise.diff.choice_forms import chosen
from clausewise.diff.claim import bare
from clausewise.diff.conjunction import FALSE, TRUE, Form, both, laid, without
from clausewise.diff.effective import effective
from clausewise.diff.equality import FormComparison, order, text
from clausewise.diff.part_forms import of_arrays, of_objects, pattern_form
from clausewise.diff.type_forms import REMARK, of_types, types_named
from clausewise.spec import Spec
from clausewise.spec.compiling import claims_format, values_in
from clausewise.spec.references import leads_on, pointer_of
from clausewise.spec.vocabulary import ANNOTATIONS, DOCUMENTING, IN_PLACE, IN_PLACE_LISTS, NEEDS

_NAMED = ("properties", "patternProperties")
_WITHIN = ("items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties")
_UNEVALUATED = ("unevaluatedProperties", "unevaluatedItems")
#: Keywords that a schema may need more than once, and that look at nothing beside them.
_SEVERAL = frozenset(("not", "anyOf", "oneOf", "pattern", "propertyNames", "multipleOf"))
#: The most times that the parts of a form are laid together anew; then it is taken as it is.
_ROUNDS = 4
#: A schema of more values than these is left behind its reference, in a choice; and all so many references deep.
_MOST, _DEEP = 120, 12
_open: set[tuple[Spec, str]] = set()


def canonical(spec: Spec, node: Any) -> Form:
    """The form of a schema. A reference that leads back to what is being read stays one."""
    if isinstance(node, bool):
        return TRUE if node else FALSE
    if not isinstance(node, dict):
        return TRUE
    if leads_on(node):
        behind = form_at(spec, node["$ref"])
        beside = {key: value for key, value in node.items() if key != "$ref" and key not in ANNOTATIONS}
        return both(canonical(spec, beside), behind) if beside else behind
    said = {
        key: value
        for key, value in node.items()
        if key not in ANNOTATIONS and not key.startswith("x-") and key != "$defs"
    }
    if "format" in said and not claims_format(node):
        said[REMARK] = said.pop("format")
    said = {key: value for key, value in said.items() if NEEDS.get(key, key) in said}
    if any(key in said for key in _UNEVALUATED):
        return _evaluated(spec, said)
    made = {key: _value(spec, key, value) for key, value in said.items()}
    if "const" in made:
        made = both(without(made, "const"), {"enum": [made["const"]]})
    parts = made.pop("allOf", [])
    return _settled(spec, made, parts)


def form_at(spec: Spec, reference: str) -> Form:
    """The form of what a reference leads to; the reference itself while that is being read."""
    where = pointer_of(reference)
    if (spec, where) in _open:
        return {"$ref": "#" + quote(where, safe="/~")}
    return _form_at(spec, where)


@cache
def _form_at(spec: Spec, where: str) -> Form:
    _open.add((spec, where))
    try:
        return canonical(spec, spec.at(where))
    finally:
        _open.discard((spec, where))


def alike(old: Spec, one: Form, new: Spec, other: Form, apart: Container[str] = ()) -> bool:
    """Tell whether two forms are one, whatever the components in them are called; `apart` as in `FormComparison`."""
    return FormComparison(old, new, form_at, apart)(one, other)


def _settled(spec: Spec, made: Form, parts: list[Form]) -> Form:
    """A form with its parts laid over it, and all that they say told by the fewest keywords."""
    for _ in range(_ROUNDS):
        before = text((made, parts))
        left: list[Form] = []
        for part in sorted(parts, key=order):
            together = laid(made, part)
            made, left = (made, [*left, part]) if together is None else (together, left)
        if parts and "properties" in made:
            made = {**made, "properties": {name: _again(spec, form) for name, form in made["properties"].items()}}
        made = chosen(
            of_objects(of_arrays(of_types(spec, effective(made)))),
            lambda form: form_at(spec, form["$ref"]) if leads_on(form) else form,
        )
        parts = [*left, *made.pop("allOf", [])]
        if made == FALSE:
            return FALSE
        if text((made, parts)) == before:
            break
    parts = [part for part in parts if part != TRUE]
    for key in made.keys() & _SEVERAL if parts else ():  # whichever of several came first
        if any(part.keys() == {key} for part in parts):
            parts.append({key: made.pop(key)})
    parts = sorted(parts, key=order)
    return {**made, **({"allOf": parts} if parts else {})} if made or len(parts) != 1 else parts[0]


def _again(spec: Spec, form: Form) -> Form:
    if leads_on(form) or any(key in form for key in _UNEVALUATED):
        return form
    return _settled(spec, without(form, "allOf"), form.get("allOf", []))


def _value(spec: Spec, key: str, value: Any) -> Any:
    if key in _NAMED:
        return {name: _within(spec, inner) for name, inner in value.items()}
    if key == "dependentSchemas":
        return {name: canonical(spec, inner) for name, inner in value.items()}
    if key in _WITHIN:
        return _within(spec, value)
    if key in IN_PLACE:
        return _in_place(spec, value)
    if key in IN_PLACE_LISTS:
        read = canonical if key == "allOf" else _in_place
        return [read(spec, inner) for inner in value]
    if key == "prefixItems":
        return [_within(spec, inner) for inner in value]
    if key == "pattern":
        return pattern_form(value)
    if key == "required":
        return sorted(set(value))
    if key == "type":
        return types_named(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _in_place(spec: Spec, node: Any) -> Form:
    """The form of a schema of the same value: a reference to a large one stays, so that forms stay small."""
    is_far = leads_on(node) and (len(_open) >= _DEEP or _is_large(spec, pointer_of(node["$ref"])))
    return _within(spec, node) if is_far else canonical(spec, node)


@cache
def _is_large(spec: Spec, where: str) -> bool:
    return values_in(spec.at(where)) > _MOST or values_in(form_at(spec, where)) > _MOST


def _within(spec: Spec, node: Any) -> Form:
    """The form of what stands within: a reference stays one, but to what takes all or nothing."""
    if not leads_on(node):
        return canonical(spec, node)
    where = pointer_of(node["$ref"])
    behind = spec.at(where)
    while leads_on(behind):
        where = pointer_of(behind["$ref"])
        behind = spec.at(where)
    if isinstance(behind, bool) or not set(behind) - DOCUMENTING:
        return canonical(spec, behind)
    return {"$ref": "#" + quote(where, safe="/~")}


def _evaluated(spec: Spec, said: dict[str, Any]) -> Form:
    """The form of a schema that looks at what others have looked at: its parts stay as they are written."""
    parts = [part for part in said.get("allOf", ()) if part is not True]
    if False in parts:
        return FALSE
    whole = [without(said, "allOf", *_UNEVALUATED), *parts]
    if "unevaluatedItems" not in said and all(
        set(part) - DOCUMENTING <= {"type", "properties", "required"} for part in whole
    ):
        form = _settled(spec, TRUE, [canonical(spec, part) for part in whole])
        if not form.keys() <= {"type", "properties", "required"}:
            return _as_written(said)
        names = {name: TRUE for part in whole for name in part.get("properties", ())}
        rest = {"additionalProperties": _within(spec, said["unevaluatedProperties"])}
        return _settled(spec, {**form, "properties": {**names, **form.get("properties", {})}, **rest}, [])
    if (
        "unevaluatedProperties" not in said
        and not parts
        and set(said) <= {"type", "prefixItems", "items", *_UNEVALUATED}
    ):
        rest = said.get("items", said["unevaluatedItems"])
        return canonical(spec, {**without(said, *_UNEVALUATED), "items": rest})
    return _as_written(said)


def _as_written(said: dict[str, Any]) -> Form:
    form: Form = bare(said)
    return {**form, "type": types_named(form["type"])} if "type" in form else form

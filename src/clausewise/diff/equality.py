"""Equality of JSON values, and of the forms of two schemas that may lead back to themselves."""

from __future__ import annotations

import json
from collections.abc import Container
from typing import Any

from clausewise.spec import Spec
from clausewise.spec.references import leads_on, pointer_of

#: Keywords whose value is data, in which `$ref` is a name like any other.
_DATA = frozenset(("enum", "required", "type", "dependentRequired"))
#: `json.dumps` would make an encoder for each call.
_ENCODER = json.JSONEncoder(sort_keys=True)


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are one in JSON: 1 and 1.0 are, 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def text(value: Any) -> str:
    """A text that is the same for values that are written the same, in whatever order their keys stand."""
    return _ENCODER.encode(value)


def without_names(node: Any) -> Any:
    """A form without the names that it refers to, by which forms are put in an order."""
    if isinstance(node, dict):
        return {key: "" if key == "$ref" else without_names(value) for key, value in node.items()}
    return [without_names(item) for item in node] if isinstance(node, list) else node


def order(form: Any) -> tuple[str, str]:
    """The place of a form among others: first by what it says, then by the names that it refers to."""
    return text(without_names(form)), text(form)


class FormComparison:
    """Compares the forms of schemas of two specs; `form_at` gives the form of what a reference leads to.

    Two references are alike where nothing that they lead to differs: what is being compared is taken for alike, and so
    is a component with itself that is compared `apart`.
    """

    def __init__(self, old: Spec, new: Spec, form_at: Any, apart: Container[str] = ()) -> None:
        self._specs, self._form_at, self._apart = (old, new), form_at, apart
        self._assumed: set[tuple[str, str]] = set()

    def __call__(self, one: Any, other: Any) -> bool:
        """Tell whether two forms are alike."""
        if leads_on(one) or leads_on(other):
            if one == other and pointer_of(one["$ref"]) in self._apart:
                return True
            key = text(one), text(other)
            if key in self._assumed:
                return True
            self._assumed.add(key)
            forms = [
                self._form_at(spec, node["$ref"]) if leads_on(node) else node
                for spec, node in zip(self._specs, (one, other), strict=True)
            ]
            return not any(map(leads_on, forms)) and self(*forms)
        if isinstance(one, dict) and isinstance(other, dict):
            return one.keys() == other.keys() and all(
                (same if key in _DATA and isinstance(value, (list, str)) else self)(value, other[key])
                for key, value in one.items()
            )
        if isinstance(one, list) and isinstance(other, list):
            return len(one) == len(other) and all(map(self, one, other))
        return same(one, other)

"""The types of the fields that this package reads, where OpenAPI says one: a field of another type is a flaw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.spec.flaw import Flaw
from clausewise.spec.references import leads_on
from clausewise.spec.walking import Place

_TEXT = ("a text", (str,))
_TRUTH = ("true or false", (bool,))
_MAPPING = ("a mapping", (dict,))
_LIST = ("a list", (list,))
#: The type of each field, by the kind of its object (OpenAPI 3.1, "Schema").
TYPES: dict[str, dict[str, tuple[str, tuple[type, ...]]]] = {
    "document": {"security": _LIST},
    "operation": {
        "operationId": _TEXT,
        "deprecated": _TRUTH,
        "security": _LIST,
        "tags": _LIST,
    },
    "parameter": {"name": _TEXT, "in": _TEXT, "required": _TRUTH, "style": _TEXT, "explode": _TRUTH},
    "header": {"required": _TRUTH, "style": _TEXT, "explode": _TRUTH},
    "request body": {"required": _TRUTH},
    "encoding": {"contentType": _TEXT, "style": _TEXT, "explode": _TRUTH},
    "link": {"operationId": _TEXT, "operationRef": _TEXT, "parameters": _MAPPING},
    "server": {"url": _TEXT},
    "security scheme": {"type": _TEXT, "scheme": _TEXT, "name": _TEXT, "in": _TEXT, "flows": _MAPPING},
}
#: The fields without which an object cannot be read.
NEEDED: dict[str, tuple[str, ...]] = {"parameter": ("name", "in"), "security scheme": ("type",), "server": ("url",)}


def flaws(places: list[Place]) -> Iterator[Flaw]:
    """Every field of another type than this package reads, and every field that is missing and needed."""
    for place in places:
        fields = {} if place.kind != "schema" and leads_on(place.node) else TYPES.get(place.kind, {})
        for name in [name for name in place.node if name in fields]:
            words, types = fields[name]
            if not isinstance(place.node[name], types):
                yield Flaw(
                    f"{name} must be {words}", "write one, or take the key out", location=(*place.location, name)
                )
            elif (wrong := _within(name, place.node[name])) is not None:
                yield Flaw(wrong, "mend it, or take it out", location=(*place.location, name))
        for name in NEEDED.get(place.kind, ()) if fields else ():
            if name not in place.node:
                yield Flaw(f"this {place.kind} has no {name}", "write one", location=place.location)


def _within(name: str, value: Any) -> str | None:
    """The flaw within a list, None where there is none."""
    if name == "tags" and not all(isinstance(item, str) for item in value):
        return "tags must be a list of texts"
    if name == "security" and not all(_is_requirement(item) for item in value):
        return "security must be a list of mappings, from schemes to lists of scopes"
    return None


def _is_requirement(item: Any) -> bool:
    return isinstance(item, dict) and all(
        isinstance(scopes, list) and all(isinstance(scope, str) for scope in scopes) for scopes in item.values()
    )

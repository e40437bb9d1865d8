"""The objects of an OpenAPI document, each with its kind; data, and names that people chose, are passed over.

One table says which keys of which object lead to other objects, so that a field may be called `value`,
`example` or `$ref`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from clausewise.spec.clauses import SpecError
from clausewise.spec.vocabulary import IN_PLACE, IN_PLACE_LISTS, NAMED

#: A place in a document: the keys and indices that lead to it. Its text is a `pointer`.
Location = tuple[str | int, ...]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PARAMETER = {"schema": "schema", "content": "{media type}", "examples": "{example}"}
#: Content of each key of each kind of object: one object, a [list] of them, or {them} by name; `*` is any key but an
#: extension. Every kind may hold clauses, those not listed nothing else. Facts of OpenAPI 3.1 and JSON Schema 2020-12.
HOLDS: dict[str, dict[str, str]] = {
    "document": {
        "info": "info",
        "servers": "[server]",
        "tags": "[tag]",
        "paths": "paths",
        "webhooks": "{path item}",
        "components": "components",
    },
    "paths": {"*": "path item"},
    "path item": {"servers": "[server]", "parameters": "[parameter]", **dict.fromkeys(METHODS, "operation")},
    "operation": {
        "parameters": "[parameter]",
        "requestBody": "request body",
        "responses": "responses",
        "callbacks": "{callback}",
        "servers": "[server]",
    },
    "responses": {"*": "response"},
    "callback": {"*": "path item"},
    "request body": {"content": "{media type}"},
    "response": {"content": "{media type}", "headers": "{header}", "links": "{link}", "x-refusal": "schema"},
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "media type": {"schema": "schema", "examples": "{example}", "encoding": "{encoding}"},
    "encoding": {"headers": "{header}"},
    "components": {
        "schemas": "{schema}",
        "responses": "{response}",
        "parameters": "{parameter}",
        "examples": "{example}",
        "requestBodies": "{request body}",
        "headers": "{header}",
        "securitySchemes": "{security scheme}",
        "links": "{link}",
        "callbacks": "{callback}",
        "pathItems": "{path item}",
    },
    "schema": {
        **dict.fromkeys(("items", "additionalProperties", "unevaluatedItems", "unevaluatedProperties"), "schema"),
        **dict.fromkeys((*IN_PLACE, "contains", "propertyNames", "contentSchema"), "schema"),
        **dict.fromkeys((*IN_PLACE_LISTS, "prefixItems"), "[schema]"),
        **dict.fromkeys(NAMED, "{schema}"),
        "x-warnings": "[warning]",
        "x-value-classes": "[value class]",
    },
    "warning": {"when": "schema"},
    "link": {"x-video": "video"},
    "video": {"hd_without_effect": "schema"},
}


@dataclass(frozen=True)
class Place:
    """One object of a document: where it is written, of which kind it is, and itself."""

    location: Location
    kind: str
    node: dict[str, Any]


def pointer(*keys: str | int) -> str:
    """The JSON pointer (RFC 6901) to a place, without a leading '#'."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def are_nested(one: str, other: str) -> bool:
    """Tell whether two JSON pointers lead to one place, or one leads into the place of the other."""
    return one == other or one.startswith(other + "/") or other.startswith(one + "/")


#: A function that is told of a place of another shape than its kind: where, and what must stand there.
Wrong = Callable[[Location, str], None]


def _refused(location: Location, says: str) -> None:
    raise SpecError(f"#{pointer(*location)}: {says}; write one, or take the key out")


def places(node: Any, kind: str = "document", path: Location = (), wrong: Wrong = _refused) -> Iterator[Place]:
    """An object and every object that is written in it, in their order; `$ref` is not followed.

    Where something else stands in the place of an object, a list or a mapping, `wrong` is told, which by default
    raises SpecError; what stands there is passed over.
    """
    if not isinstance(node, dict):
        if kind != "schema" or not isinstance(node, bool):
            wrong(path, f"{kind} must be a mapping")
        return
    yield Place(path, kind, node)
    for where, inner, child in _held(node, kind, path, wrong):
        yield from places(child, inner, where, wrong)


def schemas(node: Any, kind: str = "document", path: Location = ()) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Every schema in a part of the spec, with its place; true and false say nothing more and are left out."""
    return ((place.location, place.node) for place in places(node, kind, path) if place.kind == "schema")


def references(node: Any, kind: str = "document", path: Location = ()) -> Iterator[tuple[Location, str]]:
    """Every `$ref` in a part of the spec, with its place; SpecError for one that is no string."""
    for place in places(node, kind, path):
        where, reference = (*place.location, "$ref"), place.node.get("$ref", "")
        if not isinstance(reference, str):
            _refused(where, "a reference must be a string")
        elif reference:
            yield where, reference


def names_chosen(path: Sequence[str | int]) -> Iterator[bool]:
    """Tell of the document, and of what each key of a path leads to, whether its keys are names that people chose."""
    kind, inner = "document", ""
    yield False
    for key in path:
        if inner:
            kind, inner = inner, ""
        elif key != "$ref":
            fields = HOLDS.get(kind, {})
            held = fields.get(str(key), fields.get("*", ""))
            kind, inner = ("", held.strip("[]{}")) if held[:1] in ("[", "{") else (held, "")
        yield bool(inner)


def rebuilt(node: Any, kind: str, change: Callable[[Any, str, Location], Any], path: Location = ()) -> Any:
    """A copy of an object, with `change(child, kind, path)` in the place of each object that it holds."""
    copy = dict(node)
    for where, inner, child in _held(node, kind, path):
        key, *name = where[len(path) :]
        if name:
            if copy[key] is node[key]:
                copy[key] = node[key].copy()
            copy[key][name[0]] = change(child, inner, where)
        else:
            copy[key] = change(child, inner, where)
    return copy


def _held(
    node: dict[str, Any], kind: str, path: Location, wrong: Wrong = _refused
) -> Iterator[tuple[Location, str, Any]]:
    keys = {"x-clauses": "[clause]", **HOLDS.get(kind, {})}
    for key, value in node.items():
        if kind == "callback" and key == "$ref" and isinstance(value, str):
            continue  # a reference to a callback, and no path item of this name
        held = keys.get(key, "" if str(key).startswith("x-") else keys.get("*", ""))
        inner = held.strip("[]{}")
        if held == inner:
            yield from [((*path, key), inner, value)] if held else []
        elif not isinstance(value, list if held[0] == "[" else dict):
            wrong((*path, key), f"{key} must be a {'list' if held[0] == '[' else 'mapping'}")
        else:
            named = enumerate(value) if isinstance(value, list) else value.items()
            yield from (((*path, key, name), inner, child) for name, child in named)

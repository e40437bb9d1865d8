"""The extensions that this package reads (`x-…`), as openapi/README.md describes them: one JSON Schema for each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from clausewise.spec.clauses import BASES
from clausewise.spec.flaw import Flaw
from clausewise.spec.walking import Place

_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_TRUTH = {"type": "boolean"}
_BASIS = {"enum": list(BASES)}
#: A place in a record, as a JSON pointer that is not the whole.
_POINTER = {"type": "string", "pattern": "^/"}
_POINTERS = {"type": "array", "items": _POINTER}
#: The keys of `x-task` that name one place in a record, and those of `x-video` that name one in a request.
RECORD_PLACES = ("status", "progress", "reason", "submitted", "started", "finished")
VIDEO_TERMS = ("ratio", "seconds", "hd")
_CLAUSE = {
    "type": "object",
    "properties": {"id": _TEXT, "basis": _BASIS, "says": _TEXT, "keywords": _TEXTS, "always": _TRUTH},
    "required": ["id", "basis", "says"],
    "additionalProperties": False,
}
_VALUE_CLASS = {
    "type": "object",
    "properties": {"name": _TEXT, "basis": _BASIS, "clause": _TEXT},
    "required": ["name", "value"],
}
_TASK = {
    "type": "object",
    "properties": {
        **dict.fromkeys(RECORD_PLACES, _POINTER),
        "results": {**_POINTERS, "minItems": 1},
        "reasons": _POINTERS,
        "success": {**_TEXTS, "minItems": 1},
        "failure": {**_TEXTS, "minItems": 1},
        "basis": _BASIS,
    },
    "required": ["status", "success", "failure", "results"],
}
_PIXELS = {"type": "integer", "minimum": 1}
_VIDEO = {
    "type": "object",
    "properties": {
        **dict.fromkeys(VIDEO_TERMS, _TEXT),
        "hd_without_effect": {"type": ["object", "boolean"]},
        "shorter_side": {"type": "object", "properties": {"plain": _PIXELS, "hd": _PIXELS}},
    },
}
_WARNING = {
    "type": "object",
    "properties": {"when": {"type": ["object", "boolean"]}, "says": _TEXT},
    "required": ["when", "says"],
}
#: The kinds of objects at which an extension is read (None: every kind), and the schema of its value.
EXTENSIONS: dict[str, tuple[str | None, Any]] = {
    "x-clauses": (None, {"type": "array", "items": _CLAUSE}),
    "x-paid": ("operation", _TRUTH),
    "x-life": ("media type", _TEXTS),
    "x-refusal": ("response", {"type": ["object", "boolean"]}),
    "x-video": ("link", _VIDEO),
    "x-task": ("schema", _TASK),
    "x-safe-value": ("schema", True),
    "x-value-classes": ("schema", {"type": "array", "items": _VALUE_CLASS}),
    "x-enum-varnames": ("schema", _TEXTS),
    "x-warnings": ("schema", {"type": "array", "items": _WARNING}),
    **dict.fromkeys(("x-free-text", "x-open-enum", "x-reason"), ("schema", _TRUTH)),
}

_FIX = "write it as openapi/README.md describes it"


def flaws(places: list[Place]) -> Iterator[Flaw]:
    """Every flaw in what the extensions hold; where each is well formed, those that name no clause."""
    malformed = [flaw for place in places for flaw in _malformed(place)]
    yield from malformed or _of_no_clause(places)


def _malformed(place: Place) -> Iterator[Flaw]:
    for name, value in place.node.items():
        kind, _ = EXTENSIONS.get(name, ("", None))
        if kind is None or kind == place.kind:
            where = (*place.location, name)
            for error in _validator(name).iter_errors(value):
                says = f"{name} is malformed ({' '.join(error.message.split())[:200]})"
                yield Flaw(says, _FIX, location=(*where, *error.instance_path), extension=where)


def _of_no_clause(places: list[Place]) -> Iterator[Flaw]:
    ids = {place.node["id"] for place in places if place.kind == "clause"}
    for place in places:
        where = (*place.location, "x-value-classes")
        for index, entry in enumerate(place.node.get("x-value-classes", ()) if place.kind == "schema" else ()):
            if "clause" in entry and entry["clause"] not in ids:
                says = f"there is no clause {entry['clause']!r}"
                yield Flaw(says, _FIX, location=(*where, index, "clause"), extension=where)


@cache
def _validator(name: str) -> Any:
    return jsonschema_rs.validator_for(EXTENSIONS[name][1])

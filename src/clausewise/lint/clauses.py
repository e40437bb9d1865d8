"""Rules about clauses: each has an id, a basis and a sentence, and means one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.lint.house_rules import Found, rule
from clausewise.spec import BASES, Spec
from clausewise.spec.walking import Location, places, pointer

FIELDS = {"id": str, "basis": str, "says": str, "keywords": list, "always": bool}
NEEDED = ("id", "basis", "says")
#: Aspects that a clause may be about beside keywords of JSON Schema; openapi/README.md describes each.
ASPECTS = frozenset(
    (
        *("method", "allow", "media-type", "media-type-spelling", "body", "status", "refusal-status", "error-shape"),
        *("auth", "anonymous", "mention", "unique", "fresh", "identity", "idempotent", "unknown-id"),
        *("server-error", "connection", "response-time", "secrets", "internals"),
        *("ends", "end-time", "forward", "fits", "final", "download", "file-type", "playable", "moving", "distinct"),
        *("video", "video-size", "notified", "notification"),
    )
)
KEYWORDS = frozenset(
    (
        *("type", "enum", "const", "format", "pattern", "minLength", "maxLength"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("items", "prefixItems", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems"),
        *("properties", "patternProperties", "additionalProperties", "propertyNames", "minProperties", "maxProperties"),
        *("required", "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties"),
        *("allOf", "anyOf", "oneOf", "not", "if", "then", "else"),
    )
)


def entries(spec: Spec) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Every entry of every `x-clauses` list, with its place."""
    return ((place.location, place.node) for place in places(spec.document) if place.kind == "clause")


@rule("clause-incomplete", "give it an id, a basis and a sentence (says)")
def incomplete(spec: Spec) -> Found:
    """A clause without one of the three, or with one of the wrong type."""
    for path, entry in entries(spec):
        for name in NEEDED:
            if not entry.get(name):
                yield path, f"clause {entry.get('id', 'without id')!s} has no {name}"
        for name, value in entry.items():
            if name not in FIELDS:
                yield (*path, name), f"a clause has no field {name!r}"
            elif not isinstance(value, FIELDS[name]):
                yield (*path, name), f"{name} is no {FIELDS[name].__name__}"
        listed = entry.get("keywords")
        for index, keyword in enumerate(listed if isinstance(listed, list) else ()):
            if not isinstance(keyword, str):
                yield (*path, "keywords", index), "a keyword is no str"


@rule("clause-basis-unknown", f"use one of {', '.join(BASES)}")
def unknown_basis(spec: Spec) -> Found:
    """A basis that is none of the four."""
    for path, entry in entries(spec):
        basis = entry.get("basis")
        if basis and basis not in BASES:
            yield (*path, "basis"), f"{basis!r} is no basis"


@rule("clause-id-twice", "give one of them an id of its own, or the same words")
def id_twice(spec: Spec) -> Found:
    """One id for two promises; the same promise may stand in several places."""
    first: dict[str, tuple[Location, dict[str, Any]]] = {}
    for path, entry in entries(spec):
        if "id" not in entry:
            continue
        known_path, known = first.setdefault(entry["id"], (path, entry))
        for name in ("basis", "says"):
            if known.get(name) != entry.get(name):
                yield path, f"clause {entry['id']} has another {name} than at #{pointer(*known_path)}"


@rule("clause-keyword-unknown", "name a keyword of JSON Schema or an aspect that openapi/README.md lists")
def unknown_keyword(spec: Spec) -> Found:
    """A clause about something that nothing ever asks for governs nothing."""
    for path, entry in entries(spec):
        for index, keyword in enumerate(entry.get("keywords", ())):
            if keyword not in ASPECTS and keyword not in KEYWORDS:
                yield (*path, "keywords", index), f"{keyword!r} is nothing that a clause can be about"

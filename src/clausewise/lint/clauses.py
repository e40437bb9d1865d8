"""Rules about clauses: each means one thing, and governs something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.lint.house_rules import Found, rule
from clausewise.spec import Spec
from clausewise.spec.vocabulary import IN_PLACE_LISTS, OF_TYPE, TYING
from clausewise.spec.walking import Location, places, pointer

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
    ("type", "enum", "const", *(key for keys in OF_TYPE.values() for key in keys), *IN_PLACE_LISTS, *TYING)
)


def entries(spec: Spec) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Every entry of every `x-clauses` list, with its place."""
    return ((place.location, place.node) for place in places(spec.document) if place.kind == "clause")


@rule("clause-id-twice", "give one of them an id of its own, or the same words")
def id_twice(spec: Spec) -> Found:
    """One id for two promises; the same promise may stand in several places."""
    first: dict[str, tuple[Location, dict[str, Any]]] = {}
    for path, entry in entries(spec):
        known_path, known = first.setdefault(entry["id"], (path, entry))
        for name in ("basis", "says"):
            if known[name] != entry[name]:
                yield path, f"clause {entry['id']} has another {name} than at #{pointer(*known_path)}"


@rule("clause-keyword-unknown", "name a keyword of JSON Schema or an aspect that openapi/README.md lists")
def unknown_keyword(spec: Spec) -> Found:
    """A clause about something that nothing ever asks for governs nothing."""
    for path, entry in entries(spec):
        for index, keyword in enumerate(entry.get("keywords", ())):
            if keyword not in ASPECTS and keyword not in KEYWORDS:
                yield (*path, "keywords", index), f"{keyword!r} is nothing that a clause can be about"

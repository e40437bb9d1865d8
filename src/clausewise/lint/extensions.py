"""Rules about the `x-` extensions: known, and leading to what they name; reading the spec has found the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from clausewise.lint.clauses import entries
from clausewise.lint.house_rules import Found, rule
from clausewise.lint.reach import request_schemas
from clausewise.spec import Spec
from clausewise.spec.extensions import EXTENSIONS, RECORD_PLACES, VIDEO_TERMS
from clausewise.spec.tasks import keys_of, property_of, request_keys
from clausewise.spec.vocabulary import IN_PLACE
from clausewise.spec.walking import places


@rule("extension-misspelt", "correct the name or the place; openapi/README.md lists the extensions")
def misspelt(spec: Spec) -> Found:
    """An extension that is nearly one of ours, or stands where it is not read: nobody reads it, and nobody says so."""
    for place in places(spec.document):
        for key in place.node:
            kind, _ = EXTENSIONS.get(key, (None, None))
            if kind not in (None, place.kind):
                yield (*place.location, key), f"{key} is read at a {kind}, not at a {place.kind}"
            elif key.startswith("x-") and key not in EXTENSIONS:
                close = get_close_matches(key, EXTENSIONS, n=1, cutoff=0.8)
                if close:
                    yield (*place.location, key), f"{key!r} is read by nothing; {close[0]!r} is"


@rule("extension-leads-nowhere", "name something that exists")
def leads_nowhere(spec: Spec) -> Found:
    """A life of examples that are not there, and places that are not there in a record or a request."""
    for place in places(spec.document):
        for index, name in enumerate(place.node.get("x-life", ())):
            if name not in list(place.node.get("examples", ())):
                yield (*place.location, "x-life", index), f"there is no example {name!r}"
        for key, says in _of_task(spec, place.node, place.node.get("x-task", {})):
            yield (*place.location, "x-task", key), says
    yield from _of_videos(spec)


def _of_task(spec: Spec, record: Mapping[str, Any], task: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Find flaws in `x-task`: its own places must be there, and a word must mean one end."""
    places = {key: task[key] for key in RECORD_PLACES if key in task}
    places |= {"results": task["results"][0]} if "results" in task else {}
    for key, text in places.items():
        if property_of(spec, record, keys_of(text)) is None:
            yield key, f"there is no {text!r} in the record"
    success, failure = ({word.lower() for word in task.get(key, ())} for key in ("success", "failure"))
    for word in sorted(success & failure):
        yield "failure", f"{word!r} means a success, too"


def _of_videos(spec: Spec) -> Found:
    """Find flaws in `x-video`: its places must be there."""
    for operation in spec.operations:
        for status, response in operation.node.get("responses", {}).items():
            for name, node in spec.resolve(response).get("links", {}).items():
                video = spec.resolve(node).get("x-video", {})
                body = spec.at(spec.flat(operation.body_location)) if operation.body_location else {}
                for key in VIDEO_TERMS:
                    keys = request_keys(video.get(key, ""))
                    if key in video and (not keys or property_of(spec, body, keys) is None):
                        where = (*operation.location, "responses", status, "links", name, "x-video", key)
                        yield where, f"{video[key]!r} leads to nothing in the request"


@rule("request-field-without-clause", "add x-clauses with id, basis and sentence, there or at the schema it refers to")
def without_clause(spec: Spec) -> Found:
    """A field of a request that no clause is about, in a spec with clauses: nobody knows its basis."""
    if not any(entries(spec)):
        return
    for path, schema in request_schemas(spec):
        for name, child in schema.get("properties", {}).items():
            inside_a_rule = any(key in (*IN_PLACE, "x-warnings") for key in path)
            field = spec.resolve(child)
            if isinstance(field, dict) and not inside_a_rule and not field.get("x-clauses"):
                yield (*path, "properties", name), f"no clause is about the field {name!r}"

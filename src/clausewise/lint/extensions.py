"""Rules about the `x-` extensions: known, and leading to what they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from clausewise.lint.clauses import entries
from clausewise.lint.house_rules import Found, rule
from clausewise.lint.reach import request_schemas
from clausewise.spec import BASES, Spec
from clausewise.spec.tasks import keys_of, property_of, request_keys
from clausewise.spec.walking import places

#: The extensions that openapi/README.md describes, and the type of each.
KNOWN: dict[str, type] = {
    **dict.fromkeys(("x-clauses", "x-enum-varnames", "x-life", "x-value-classes", "x-warnings"), list),
    **dict.fromkeys(("x-free-text", "x-open-enum", "x-paid", "x-reason"), bool),
    "x-refusal": dict,
    "x-safe-value": object,
    "x-task": dict,
    "x-video": dict,
}


@rule("extension-malformed", "write it as openapi/README.md describes it")
def malformed(spec: Spec) -> Found:
    """An extension of another type: a text in the place of true and false would count as true."""
    for place in places(spec.document):
        for key, kind in KNOWN.items():
            if not isinstance(place.node.get(key, kind()), kind):
                yield (*place.location, key), f"{key} is no {kind.__name__}"


@rule("extension-misspelt", "correct the name; openapi/README.md lists the extensions")
def misspelt(spec: Spec) -> Found:
    """An extension that is nearly one of ours: nobody reads it, and nobody says so."""
    for place in places(spec.document):
        for key in place.node:
            if key.startswith("x-") and key not in KNOWN:
                close = get_close_matches(key, KNOWN, n=1, cutoff=0.8)
                if close:
                    yield (*place.location, key), f"{key!r} is read by nothing; {close[0]!r} is"


@rule("extension-leads-nowhere", "name something that exists")
def leads_nowhere(spec: Spec) -> Found:
    """A life of examples that are not there, a value class of a clause or basis that is none."""
    clauses = [entry.get("id") for _, entry in entries(spec)]
    for place in places(spec.document):
        for index, name in enumerate(place.node.get("x-life", ())):
            if name not in list(place.node.get("examples", ())):
                yield (*place.location, "x-life", index), f"there is no example {name!r}"
        for index, entry in enumerate(place.node.get("x-value-classes", ())):
            where = (*place.location, "x-value-classes", index)
            if "name" not in entry or "value" not in entry:
                yield where, "a value class needs a name and a value"
            if "clause" in entry and entry["clause"] not in clauses:
                yield (*where, "clause"), f"there is no clause {entry['clause']!r}"
            if entry.get("basis", BASES[0]) not in BASES:
                yield (*where, "basis"), f"{entry['basis']!r} is no basis"
        if isinstance(task := place.node.get("x-task"), dict):
            for key, says in _of_task(spec, place.node, task):
                yield (*place.location, "x-task", key), says
    yield from _of_videos(spec)


#: Keys of `x-task` whose values are JSON pointers into the record.
_PLACES = ("status", "progress", "reason", "submitted", "started", "finished")


def _of_task(spec: Spec, record: Mapping[str, Any], task: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Find faults in `x-task`: its own places must be there, and a word must mean one end."""
    for key in ("status", "success", "failure", "results"):
        if not task.get(key):
            yield key, f"x-task needs {key}"
    places = {key: task[key] for key in _PLACES if key in task}
    places |= {"results": task["results"][0]} if task.get("results") else {}
    for key, text in places.items():
        if not str(text).startswith("/") or property_of(spec, record, keys_of(str(text))) is None:
            yield key, f"there is no {text!r} in the record"
    both = {str(word).lower() for word in task.get("success", ())} & {
        str(word).lower() for word in task.get("failure", ())
    }
    for word in sorted(both):
        yield "failure", f"{word!r} means a success, too"
    if task.get("basis", BASES[0]) not in BASES:
        yield "basis", f"{task['basis']!r} is no basis"


def _of_videos(spec: Spec) -> Found:
    """Find faults in `x-video`: its places must be there."""
    for operation in spec.operations:
        for status, response in operation.node.get("responses", {}).items():
            for name, node in spec.resolve(response).get("links", {}).items():
                video = spec.resolve(node).get("x-video")
                body = spec.at(spec.flat(operation.body_location)) if operation.body_location else {}
                for key in ("ratio", "seconds", "hd") if isinstance(video, dict) else ():
                    keys = request_keys(str(video.get(key, "")))
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
            inside_a_rule = any(key in ("not", "if", "then", "else", "x-warnings") for key in path)
            field = spec.resolve(child)
            if isinstance(field, dict) and not inside_a_rule and not field.get("x-clauses"):
                yield (*path, "properties", name), f"no clause is about the field {name!r}"

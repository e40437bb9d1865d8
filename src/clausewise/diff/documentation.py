"""Changes of clauses and of words: what is promised, with which basis, and how it reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.diff.change import Change, Severity
from clausewise.diff.fields import FIELDS
from clausewise.spec import BASES, Spec
from clausewise.spec.walking import Location, Place, places, pointer

#: Keys whose value is words or data for people.
WORDS = (
    *("title", "summary", "description", "termsOfService", "contact", "license", "externalDocs"),
    *("deprecated", "$comment", "readOnly", "writeOnly"),
)
EXAMPLES = ("example", "examples", "x-value-classes")
#: Extensions that change what a client or the suite does, beside those that are judged elsewhere.
FELT: dict[str, str] = {
    "x-enum-varnames": "generated clients rename the values",
    "x-open-enum": "readers may meet values that are not listed, or no longer",
    "x-safe-value": "the suite sends another value where a request is not about this field",
    "x-life": "the mock server plays another life",
}
ELSEWHERE = ("x-clauses", "x-paid", *EXAMPLES)


def changes(old: Spec, new: Spec) -> Iterator[Change]:
    """Every change of clauses, words, examples and extensions."""
    yield from _clauses(old, new)
    yield from _words(old, new)
    before, after = (spec.document["info"].get("version") for spec in (old, new))
    if before != after:
        says = f"the version went from {before} to {after}"
        yield _change("api-version-changed", ("info", "version"), says, "documentation")


def _clauses(old: Spec, new: Spec) -> Iterator[Change]:
    for name, one in old.clauses.items():
        if name not in new.clauses:
            says = f"the clause {name} ({one.basis}) was removed: nobody promises it any more"
            yield Change("clause-removed", one.pointer, says, "dangerous", "compatible", "dangerous", about=name)
            continue
        other = new.clauses[name]
        if one.basis != other.basis:
            yield _basis(name, one.basis, other.basis, other.pointer)
        if (one.says, one.always) != (other.says, other.always):
            yield _change(
                "clause-says-changed", other.pointer, f"the clause {name} reads: {other.says}", "documentation", name
            )
        if one.keywords != other.keywords:
            says = f"the clause {name} governs other keywords"
            yield _change("clause-keywords-changed", other.pointer, says, "documentation", name)
    for name, other in new.clauses.items():
        if name not in old.clauses:
            says = f"the clause {name} ({other.basis}) was added: {other.says}"
            yield Change("clause-added", other.pointer, says, "compatible", "dangerous", "compatible", about=name)


def _basis(name: str, before: Any, after: Any, at: str) -> Change:
    stronger = BASES.index(after) < BASES.index(before)
    change_id = f"clause-basis-{'strengthened' if stronger else 'weakened'}"
    says = (
        f"the clause {name} was {before} and is {after} now: a deviation {'weighs more' if stronger else 'weighs less'}"
    )
    # Who relies on a promise loses when it weakens; who must keep it, when it grows stronger.
    client: Severity = "compatible" if stronger else "dangerous"
    server: Severity = "dangerous" if stronger else "compatible"
    return Change(change_id, at, says, client, server, client, about=name)


def _words(old: Spec, new: Spec) -> Iterator[Change]:
    """The words that read otherwise at places that both specs have."""
    after = {place.location: place.node for place in places(new.document)}
    for place in places(old.document):
        one, other = place.node, after.get(place.location)
        if other is None:
            continue
        for key in dict.fromkeys((*one, *other)):
            if key == "deprecated" and place.kind == "operation":
                continue  # told as a change of the operation
            if one.get(key) == other.get(key) or not _is_told(place, key):
                continue
            if key == "x-enum-varnames" and _keep_their_names(one, other):
                says = "x-enum-varnames was changed, and every value keeps its name"
                yield _change("enum-varnames-changed", (*place.location, key), says, "documentation")
            else:
                yield from _word(key, (*place.location, key))


def _is_told(place: Place, key: str) -> bool:
    """Tell whether a field is words, or an extension, that is not told with what holds it or is held by it."""
    kind = place.kind
    if kind == "document":
        return key in ("tags", "externalDocs", "openapi") or key.startswith("x-")
    if kind == "tag" or (kind == "example" and place.location[0] != "components"):
        return False
    return key in (*WORDS, *EXAMPLES) or key.startswith("x-") or FIELDS.get(kind, {}).get(key) == "words"


def _keep_their_names(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Tell whether the values that an enum has before and after are called the same."""
    before, after = (
        {repr(value): name for value, name in zip(node.get("enum", []), node.get("x-enum-varnames", []), strict=False)}
        for node in (old, new)
    )
    return all(after.get(value, name) == name for value, name in before.items())


def _word(key: str, path: Location) -> Iterator[Change]:
    if key in FELT:
        yield _change(f"{key.removeprefix('x-')}-changed", path, f"{key} was changed: {FELT[key]}", "dangerous")
    elif key in EXAMPLES:
        yield _change("examples-changed", path, "the examples were changed", "documentation")
    elif key.startswith("x-"):
        if key not in ELSEWHERE:
            yield _change("extension-changed", path, f"the extension {key} was changed", "documentation")
    elif path != ("info", "version"):  # told by itself
        yield _change("description-changed", path, f"{key} was changed", "documentation")


def _change(change_id: str, at: Location | str, says: str, severity: Severity, about: str = "") -> Change:
    place = at if isinstance(at, str) else pointer(*at)
    return Change(change_id, place, says, severity, "compatible", severity, about=about)

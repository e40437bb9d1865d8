"""Following references within a document, and finding those that lead nowhere or in a circle."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from clausewise.spec.flaw import Flaw
from clausewise.spec.walking import Location, Place


def at(document: dict[str, Any], reference: str) -> Any:
    """The node that a reference (`#/…`, percent-encoded) or a JSON pointer names.

    KeyError, with the part that is not there, where it leads nowhere.
    """
    node: Any = document
    for key in map(str, keys_of(reference)):
        try:
            node = node[int(key)] if isinstance(node, list) else node[key]
        except (KeyError, IndexError, ValueError, TypeError):
            raise KeyError(key) from None
    return node


def pointer_of(reference: str) -> str:
    """The JSON pointer of a reference within the document: a URI fragment is percent-encoded (RFC 6901, section 6)."""
    return unquote(reference[1:]) if reference.startswith("#") else reference


def keys_of(reference: str) -> Location:
    """The keys that a reference or a pointer leads through, all as strings."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer_of(reference).split("/")[1:])


def leads_on(node: Any) -> bool:
    """Tell whether a node is a reference: a property that is called `$ref` is not one, it holds a schema."""
    return isinstance(node, dict) and isinstance(node.get("$ref"), str)


def flaws(document: dict[str, Any], places: list[Place]) -> Iterator[Flaw]:
    """Every reference that cannot be followed."""
    bases = [place.location for place in places if place.kind == "schema" and "$id" in place.node]
    for place in places:
        yield from _dynamic(place)
        reference, where = place.node.get("$ref"), (*place.location, "$ref")
        if not isinstance(reference, str):
            continue
        if any(place.location[: len(base)] == base for base in bases):
            fix = "take the $id out, and write the reference from the root of this file"
            yield Flaw(f"the reference {reference} is read from the $id above it", fix, location=where)
            continue
        if not reference.startswith("#/"):
            yield Flaw(f"the reference {reference} is not local", "bring what it names into this file", location=where)
            continue
        try:
            at(document, reference)
        except KeyError:
            near = _nearest(document, reference)
            fix = f"did you mean {near}?" if near else "name a place that exists"
            yield Flaw(f"the reference {reference} leads nowhere", fix, location=where)
            continue
        if circle := _circle(document, reference):
            yield Flaw(f"the reference {circle} leads in a circle", "write what is meant", location=where)


def _dynamic(place: Place) -> Iterator[Flaw]:
    """A dynamic reference that is left once those to a name in this document are written as pointers."""
    if place.kind == "schema" and "$dynamicRef" in place.node:
        says = f"the dynamic reference {place.node['$dynamicRef']} leads to no single name of this file"
        yield Flaw(says, "write $ref, with the place that is meant", location=(*place.location, "$dynamicRef"))


def _circle(document: dict[str, Any], reference: str) -> str | None:
    passed = {reference}
    try:
        while leads_on(node := at(document, reference)):
            reference = node["$ref"]
            if reference in passed:
                return reference
            passed.add(reference)
    except KeyError:
        pass  # told at the reference that leads nowhere
    return None


def _nearest(document: dict[str, Any], reference: str) -> str | None:
    parent, _, name = reference.rpartition("/")
    try:
        siblings = at(document, parent)
    except KeyError:
        return None
    near = difflib.get_close_matches(name, list(siblings), n=1) if isinstance(siblings, dict) else []
    return f"{parent}/{near[0]}" if near else None

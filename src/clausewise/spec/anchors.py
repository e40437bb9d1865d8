"""References by name, and below an `$id`, written as pointers from the root of the document.

JSON Schema 2020-12, section 8.2: an `$id` makes a schema a resource with an address, against which references below it
are read; `$anchor` and `$dynamicAnchor` are names within a resource. A dynamic reference leads where a plain one does,
as long as only one schema of the document has its name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urldefrag, urljoin

from clausewise.spec.references import keys_of
from clausewise.spec.walking import Location, Place, places, pointer, rebuilt

_NAMES = ("$anchor", "$dynamicAnchor")
_REFERENCES = ("$ref", "$dynamicRef")
#: What is said of a schema by name, which nobody looks at once references are pointers.
_ADDRESSES = ("$id", *_NAMES)


@dataclass(frozen=True)
class Addresses:
    """The resources of a document by address, the names in them, and how many schemas have a dynamic name."""

    bases: dict[Location, str]
    resources: dict[str, Location]
    names: dict[tuple[str, str], Location]
    dynamic: Counter[str]

    def base(self, location: Location) -> str:
        """The address against which the references at a place are read, empty for the document itself."""
        above = (location[:length] for length in range(len(location), -1, -1))
        return next((self.bases[place] for place in above if place in self.bases), "")

    def leads(self, place: Location, node: dict[str, Any], key: str) -> str | None:
        """The pointer that a reference stands for, None where it is one already or leads out of the document."""
        reference = node.get(key)
        if not isinstance(reference, str) or (key == "$dynamicRef" and "$ref" in node):
            return None
        base = self.base(place)
        if key == "$ref" and not base and reference.startswith("#/"):
            return None
        address, name = (base, reference[1:]) if reference.startswith("#") else urldefrag(urljoin(base, reference))
        if address not in self.resources or (key == "$dynamicRef" and self.dynamic[name] > 1):
            return None
        if name and not name.startswith("/"):
            found = self.names.get((address, name))
            return None if found is None else pointer(*found)
        return pointer(*self.resources[address], *keys_of("#" + name))


def by_pointer(document: Any) -> Any:
    """A document whose references by name and below an `$id` are pointers; itself where there are none."""
    found = [place for place in places(document, wrong=lambda *_: None) if place.kind == "schema"]
    addresses = _addresses(found)
    if not any(addresses.leads(place.location, place.node, key) for place in found for key in _REFERENCES):
        return document

    def changed(node: Any, kind: str, path: Location = ()) -> Any:
        if not isinstance(node, dict):
            return node
        made = rebuilt(node, kind, changed, path)
        for key in _REFERENCES if kind == "schema" else ():
            if (where := addresses.leads(path, node, key)) is not None:
                made = {("$ref" if name == key else name): value for name, value in made.items()}
                made["$ref"] = "#" + quote(where, safe="/~")
        return {key: value for key, value in made.items() if key not in _ADDRESSES} if kind == "schema" else made

    return changed(document, "document")


def _addresses(found: list[Place]) -> Addresses:
    made = Addresses({}, {"": ()}, {}, Counter())
    for place in found:
        if isinstance(own := place.node.get("$id"), str):
            address = urldefrag(urljoin(made.base(place.location), own))[0]
            made.bases[place.location] = address
            made.resources[address] = place.location
        for key in _NAMES:
            if isinstance(name := place.node.get(key), str):
                made.names[made.base(place.location), name] = place.location
                made.dynamic[name] += key == "$dynamicAnchor"
    return made

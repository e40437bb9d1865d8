"""References by name, and below an `$id`, written as pointers from the root of the document.

JSON Schema 2020-12, section 8.2: an `$id` makes a schema a resource with an address, against which references below it
are read; `$anchor` and `$dynamicAnchor` are names within a resource. A dynamic reference to a name that several
resources have is read by the way that leads to it: `dynamic_scope` writes a copy for each of those ways.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urldefrag, urljoin

from clausewise.spec.references import keys_of
from clausewise.spec.walking import Location, Place

_NAMES = ("$anchor", "$dynamicAnchor")
#: The keywords that refer to a schema.
REFERENCES = ("$ref", "$dynamicRef")
#: Keywords that give a schema a name, which is not needed once references are pointers.
ADDRESSES = ("$id", *_NAMES)


@dataclass(frozen=True)
class Target:
    """The place that a reference names; `shared`, a name that the way to the reference may lead elsewhere."""

    location: Location
    shared: str | None = None


@dataclass(frozen=True)
class Addresses:
    """The resources of a document by address, and the names in them."""

    bases: dict[Location, str]
    resources: dict[str, Location]
    names: dict[tuple[str, str], Location]
    dynamic: dict[tuple[str, str], Location]

    @classmethod
    def of(cls, found: list[Place]) -> Addresses:
        """The addresses that the schemas of a document have."""
        made = cls({}, {"": ()}, {}, {})
        for place in found:
            if isinstance(own := place.node.get("$id"), str):
                address = urldefrag(urljoin(made.base(place.location), own))[0]
                made.bases[place.location] = address
                made.resources[address] = place.location
            for key in _NAMES:
                if isinstance(name := place.node.get(key), str):
                    held = made.base(place.location), name
                    made.names[held] = place.location
                    if key == "$dynamicAnchor":
                        made.dynamic[held] = place.location
        return made

    @cached_property
    def shared(self) -> set[str]:
        """The dynamic names that more than one resource has."""
        return {name for name, count in Counter(name for _, name in self.dynamic).items() if count > 1}

    def base(self, location: Location) -> str:
        """The address against which the references at a place are read, empty for the document itself."""
        above = (location[:length] for length in range(len(location), -1, -1))
        return next((self.bases[place] for place in above if place in self.bases), "")

    def target(self, place: Location, node: dict[str, Any], key: str) -> Target | None:
        """The place that a reference names, None where it leads out of the document or is a pointer from its root."""
        reference = node.get(key)
        if not isinstance(reference, str) or (key == "$dynamicRef" and "$ref" in node):
            return None
        base = self.base(place)
        address, name = (base, reference[1:]) if reference.startswith("#") else urldefrag(urljoin(base, reference))
        if address not in self.resources:
            return None
        if name and not name.startswith("/"):
            found = self.names.get((address, name))
            is_shared = key == "$dynamicRef" and (address, name) in self.dynamic and name in self.shared
            return None if found is None else Target(found, name if is_shared else None)
        return Target((*self.resources[address], *keys_of("#" + name)))

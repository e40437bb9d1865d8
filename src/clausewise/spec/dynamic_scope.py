"""Every reference written as a pointer, also where a `$dynamicRef` leads to another schema on another way.

JSON Schema 2020-12, section 8.2.3.2: a `$dynamicRef` to a `$dynamicAnchor` leads to the anchor of that name in the
outermost resource of the dynamic scope, the resources that were entered on the way. Here each schema that depends on
its way is written once more for each way that leads elsewhere, among the schemas of the components.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from clausewise.spec.anchors import ADDRESSES, REFERENCES, Addresses, Target
from clausewise.spec.flaw import ReadingError
from clausewise.spec.references import at
from clausewise.spec.walking import Location, places, pointer, rebuilt

#: The anchors that a way has met first, by name.
Scope = Mapping[str, Location]
#: The most schemas that are written once more.
MOST_COPIES = 500


def by_pointer(document: Any) -> Any:
    """A document whose references by name and below an `$id` are pointers; itself where there are none.

    ReadingError where its dynamic references lead more ways than are written out.
    """
    found = [place for place in places(document, wrong=lambda *_: None) if place.kind == "schema"]
    addresses = Addresses.of(found)
    named = any(key in place.node for place in found for key in ADDRESSES)
    if not named and not any("$dynamicRef" in place.node for place in found):
        return document
    if not any(addresses.target(place.location, place.node, key) for place in found for key in REFERENCES):
        return document
    return _Writer(document, addresses).written()


class _Writer:
    """Writes a document, and a copy of each schema that a way enters in another scope than its own place has."""

    def __init__(self, document: Any, addresses: Addresses) -> None:
        self.document, self.addresses, self.shared = document, addresses, addresses.shared
        self._copies: dict[tuple[Location, frozenset[tuple[str, Location]]], str] = {}
        self._waiting: list[tuple[str, Location, Scope]] = []
        self._used: dict[Location, set[str]] = {}
        components = document.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        self._taken = set(schemas) if isinstance(schemas, dict) else set()

    def written(self) -> Any:
        made = self._changed(self.document, "document", (), self._entered({}, ""))
        while self._waiting:
            name, location, scope = self._waiting.pop()
            copy = self._changed(at(self.document, pointer(*location)), "schema", location, scope)
            made.setdefault("components", {}).setdefault("schemas", {})[name] = copy
        return made

    def _changed(self, node: Any, kind: str, path: Location, scope: Scope) -> Any:
        if not isinstance(node, dict):
            return node
        if kind == "schema" and path in self.addresses.bases:
            scope = self._entered(scope, self.addresses.bases[path])

        def below(child: Any, held: str, where: Location) -> Any:
            return self._changed(child, held, where, scope)

        made = rebuilt(node, kind, below, path)
        if kind != "schema":
            return made
        for key in REFERENCES:
            where = self._leads(path, node, key, scope)
            if where is not None:
                made = {("$ref" if name == key else name): value for name, value in made.items()}
                made["$ref"] = "#" + quote(where, safe="/~")
        return {key: value for key, value in made.items() if not (key in ADDRESSES and isinstance(value, str))}

    def _leads(self, path: Location, node: dict[str, Any], key: str, scope: Scope) -> str | None:
        """The pointer that a reference stands for in a scope, None where it can have none."""
        target = self.addresses.target(path, node, key)
        if target is None:
            return None
        location = scope.get(target.shared, target.location) if target.shared else target.location
        entered = self._entered(scope, self.addresses.base(location))
        own = self._at_its_place(location)
        used = self._names_used(location)
        wanted = frozenset((name, entered[name]) for name in used if name in entered)
        if wanted == frozenset((name, own[name]) for name in used if name in own):
            return pointer(*location)
        return self._copy(location, wanted)

    def _copy(self, location: Location, wanted: frozenset[tuple[str, Location]]) -> str:
        """The pointer to the copy of a schema for a scope, which is written later."""
        key = location, wanted
        if key not in self._copies:
            try:
                at(self.document, pointer(*location))
            except KeyError:
                return pointer(*location)  # told as a reference that leads nowhere
            if len(self._copies) == MOST_COPIES:
                says = f"its dynamic references lead more than {MOST_COPIES} ways"
                raise ReadingError(f"{says}; write $ref, with the places that are meant")
            name = next(name for name in _names(location) if name not in self._taken)
            self._taken.add(name)
            self._copies[key] = name
            self._waiting.append((name, location, dict(wanted)))
        return pointer("components", "schemas", self._copies[key])

    def _entered(self, scope: Scope, address: str) -> Scope:
        """A scope with the names of a resource, as far as none before it has them."""
        names = self.addresses.dynamic.items()
        return {**{name: at for (held, name), at in names if held == address and name in self.shared}, **scope}

    def _at_its_place(self, location: Location) -> Scope:
        """The scope of a schema that is entered from the schemas around it."""
        scope = self._entered({}, "")
        for length in range(len(location) + 1):
            if location[:length] in self.addresses.bases:
                scope = self._entered(scope, self.addresses.bases[location[:length]])
        return scope

    def _names_used(self, location: Location) -> set[str]:
        """The shared names that dynamic references ask for in a schema and in all that it leads to."""
        if location not in self._used:
            used, met, waiting = set[str](), {location}, [location]
            while waiting:
                for target in self._targets(waiting.pop()):
                    ways = [target.location]
                    if target.shared:
                        used.add(target.shared)
                        ways += [at for (_, name), at in self.addresses.dynamic.items() if name == target.shared]
                    waiting += [way for way in ways if way not in met]
                    met.update(ways)
            self._used[location] = used
        return self._used[location]

    def _targets(self, location: Location) -> Iterator[Target]:
        try:
            node = at(self.document, pointer(*location))
        except KeyError:
            return
        for place in places(node, "schema", location, wrong=lambda *_: None):
            found = (self.addresses.target(place.location, place.node, key) for key in REFERENCES)
            yield from (target for target in found if target is not None)


def _names(location: Location) -> Iterator[str]:
    """Names for the copies of a schema, of the characters that the names of components may have."""
    stem = "".join(char if char.isalnum() and char.isascii() else "-" for char in str(location[-1] if location else ""))
    return (f"{stem or 'schema'}.{number}" for number in range(1, MOST_COPIES * 10))

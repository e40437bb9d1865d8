"""The part of a document that can be compared: what has a flaw is taken out, with all that leads to it, and told."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clausewise.diff.change import SEVERITIES, Change
from clausewise.diff.specs import changes
from clausewise.spec import Spec, SpecError
from clausewise.spec.references import keys_of
from clausewise.spec.source_file import checked, read_document
from clausewise.spec.walking import METHODS, Location, pointer

#: Finds what keeps a spec from being read: a JSON pointer, and a sentence that names it.
Faults = Callable[[Spec], Iterable[tuple[str, str]]]
#: Numbers of keys that lead to an operation or a component, and to a path item or a webhook.
_THREE, _TWO = 3, 2
#: Keys of a document under which path items stand.
_ITEMS = ("paths", "webhooks")
#: Components that operations name by another way than `$ref`.
_NAMED = "securitySchemes"


@dataclass(frozen=True)
class SoundPart:
    """A spec without its flawed parts: those parts by place, each with why it is left out, and the flaws themselves."""

    spec: Spec
    left_out: dict[Location, str]
    flaws: tuple[str, ...]

    def without(self, others: dict[Location, str]) -> Spec:
        """The spec without the operations and webhooks that another one leaves out."""
        document = copy.deepcopy(self.spec.document)
        for place in others:
            if place[0] != "components":
                _take_out(document, place)
        return Spec(document, self.spec.source) if others else self.spec


def sound_part(path: Path, faults: Faults) -> SoundPart:
    """The part of the spec in a file that has no flaw; SpecError where nothing is left, or where a flaw is of all."""
    read = read_document(path)
    document, first = read.document, [(flaw.location if flaw.line is None else (), str(flaw)) for flaw in read.flaws]
    left_out: dict[Location, str] = {}
    flaws: list[str] = []
    while first or (first := list(_found(document, path, faults, flaws))):
        document = copy.deepcopy(document)
        for location, says in first:
            owner = _owner(location)
            if owner is None:
                raise SpecError(f"{path}{says}")
            if leads_to := next((place for place in left_out if _names(says, place)), None):
                says = f"#{pointer(*location)}: it leads to #{pointer(*leads_to)}, which has a flaw"
            elif owner not in left_out:
                flaws.append(f"{path}{says}")
            left_out.setdefault(owner, says)
            _take_out(document, owner)
        first = []
    if flaws and not any(set(METHODS) & item.keys() for key in _ITEMS for item in document.get(key, {}).values()):
        raise SpecError(flaws[0])
    return SoundPart(Spec.of(document, path), left_out, tuple(dict.fromkeys(flaws)))


def compared(old: SoundPart, new: SoundPart) -> list[Change]:
    """The changes between two specs, as far as both have no flaw; what is left out of one of them is among them."""
    left_out = {**new.left_out, **old.left_out}
    names = {str(place[-1]) for place in left_out if place[0] == "components"}
    found = changes(old.without(new.left_out), new.without(old.left_out))
    told = [change for change in found if change.id != "component-changed" or change.about not in names]
    own = [_not_compared(place, says) for place, says in left_out.items() if place[0] != "components"]
    return sorted([*told, *own], key=lambda change: SEVERITIES.index(change.severity))


def _not_compared(place: Location, says: str) -> Change:
    name = " ".join(str(key) for key in reversed(place[1:]))
    whole = f"{name} was not compared: {says}"
    return Change("not-compared", pointer(*place), whole, "dangerous", "dangerous", "dangerous", about=name)


def _found(document: Any, path: Path, faults: Faults, told: list[str]) -> Iterator[tuple[Location, str]]:
    """The flaws of a document: of its shape, and where it has none, what keeps a part of it from being read.

    What is wrong with names alone, and keeps nothing from being read, is added to `told`.
    """
    read = checked(document, path)
    if read.flaws:
        yield from ((flaw.location, str(flaw)) for flaw in read.flaws)
        return
    for where, says in faults(Spec(read.document, path)):
        location = keys_of(where)
        if not _is_of_names(location, says):
            yield location, says
        elif f"{path}{says}" not in told:
            told.append(f"{path}{says}")


def _is_of_names(location: Location, says: str) -> bool:
    """Tell whether a flaw is a name: of a component, of two operations, or of a path without its parameter."""
    return (location[:1] == ("components",) and len(location) == _TWO) or any(
        f": {words}" in says for words in ("Operation ID ", "Path parameter ")
    )


def _owner(location: Location) -> Location | None:
    """The operation, path, webhook or component that a place belongs to."""
    if location[:1] == ("paths",) and len(location) >= _TWO:
        return location[:_THREE] if len(location) >= _THREE and location[2] in METHODS else location[:_TWO]
    if location[:1] == ("webhooks",) and len(location) >= _TWO:
        return location[:_TWO]
    if location[:1] == ("components",) and len(location) >= _THREE and location[1] != _NAMED:
        return location[:_THREE]
    return None


def _names(says: str, place: Location) -> bool:
    """Tell whether a flaw is a reference that leads nowhere since a component was taken out."""
    return place[0] == "components" and f"the reference #{pointer(*place)} leads nowhere" in says


def _take_out(document: Any, place: Location) -> None:
    *way, last = place
    for key in way:
        document = document.get(key, {})
    document.pop(last, None)

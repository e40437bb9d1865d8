"""Reading on where a limit in a schema is not one of JSON Schema 2020-12, such as `exclusiveMinimum: true` of draft 4.

A generator of clients reads no limits: it makes the same client with and without them. A branch of a choice that leads
back to what it is a branch of adds nothing to it either, nor does an extension that means something else to its author.
What is left out is told.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from clausewise.spec import circles
from clausewise.spec.flaw import Flaw
from clausewise.spec.source_file import Read, checked
from clausewise.spec.vocabulary import NAMED
from clausewise.spec.walking import Location

#: Keywords that only refuse values; a schema without one takes more, and has the same fields and types.
LIMITS = frozenset(
    {
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"),
        *("pattern", "minItems", "maxItems", "uniqueItems", "minContains", "maxContains"),
        *("minProperties", "maxProperties", "required", "$recursiveAnchor"),  # the last is of draft 2019-09
    }
)
#: Readings of one document at most; each time the first flaw of each schema is left out.
_TIMES = 50


def without_faulty_limits(read: Read, path: Path) -> tuple[Read, list[Flaw]]:
    """A document without what no client needs to be made, and the flaw of each; itself if others are in it."""
    left_out: list[Flaw] = []
    whole = read
    for _ in range(_TIMES):
        if not read.flaws:
            return read, left_out
        found = [_needless(flaw) for flaw in read.flaws]
        if None in found:
            break
        document = copy.deepcopy(read.document)
        for location in sorted(dict.fromkeys(location or () for location in found), key=_in_order, reverse=True):
            _remove(document, location)
        left_out += read.flaws
        read = checked(document, path)
    return whole, []


def _needless(flaw: Flaw) -> Location | None:
    """The place of the limit, branch or extension that a flaw is about, None where it is about something else."""
    if flaw.says == circles.SAYS:
        return circles.branch(flaw.location)
    if flaw.extension is not None:
        return flaw.extension
    place = flaw.location
    while place and isinstance(place[-1], int):
        place = place[:-1]
    if len(place) < 2 or place[-1] not in LIMITS or place[-2] in NAMED or flaw.line is not None:
        return None
    return place


def _in_order(location: Location) -> tuple[str, ...]:
    """The order of places in which the items of a list stand as in the list."""
    return tuple(f"{key:09d}" if isinstance(key, int) else key for key in location)


def _remove(document: Any, location: Location) -> None:
    """Take out what stands at a place, and a list that is empty then."""
    *way, last = location
    parent = document
    for key in way:
        parent = parent[key]
    if isinstance(parent, list):
        del parent[int(last)]
        if not parent:
            _remove(document, tuple(way))
    else:
        parent.pop(last, None)

"""Reading on where a limit in a schema is none of JSON Schema 2020-12, such as `exclusiveMinimum: true` of draft 4.

A generator of clients reads no limits: it makes the same client with and without them. What is left out is told.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from clausewise.spec.flaw import Flaw
from clausewise.spec.source_file import Read, checked
from clausewise.spec.walking import NAMED, Location

#: Keywords that only refuse values; a schema without one takes more, and has the same fields and types.
LIMITS = frozenset(
    {
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"),
        *("pattern", "minItems", "maxItems", "uniqueItems", "minContains", "maxContains"),
        *("minProperties", "maxProperties", "required", "$recursiveAnchor"),  # the last is of draft 2019-09
    }
)
#: How often a document is read again; each time the first fault of each schema is left out.
_TIMES = 50


def without_faulty_limits(read: Read, path: Path) -> tuple[Read, list[Flaw]]:
    """A document without the limits that are no limits, and the flaw of each; itself where another flaw is in it."""
    left_out: list[Flaw] = []
    whole = read
    for _ in range(_TIMES):
        if not read.flaws:
            return read, left_out
        found = [_limit(flaw) for flaw in read.flaws]
        if None in found:
            break
        document = copy.deepcopy(read.document)
        for location in dict.fromkeys(found):
            _remove(document, location or ())
        left_out += read.flaws
        read = checked(document, path)
    return whole, []


def _limit(flaw: Flaw) -> Location | None:
    """The place of the limit that a flaw is about, None where it is about something else."""
    place = flaw.location
    while place and isinstance(place[-1], int):
        place = place[:-1]
    if len(place) < 2 or place[-1] not in LIMITS or place[-2] in NAMED or flaw.line is not None:
        return None
    return place


def _remove(document: Any, location: Location) -> None:
    for key in location[:-1]:
        document = document[key]
    document.pop(location[-1], None)

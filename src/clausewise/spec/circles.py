"""Schemas that lead back to themselves without a step into the value: no value could be judged by them.

JSON Schema 2020-12 (Core, 9.4.1) forbids them; a tree, whose children are schemas of the same kind, is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clausewise.spec.flaw import Flaw
from clausewise.spec.references import pointer_of
from clausewise.spec.vocabulary import IN_PLACE, IN_PLACE_LISTS, NAMED
from clausewise.spec.walking import Location, Place, pointer

SAYS = "the schema leads back to itself without a step into the value"
#: The keyword whose schemas, by name, judge the same value as the schema that they stand in.
_NAMED = ("dependentSchemas",)

#: The places that a place leads to, each with the location of the reference that leads there, if it is one.
_Steps = dict[str, list[tuple[str, Location | None]]]


def flaws(places: Iterable[Place]) -> Iterator[Flaw]:
    """The references that close a circle, in the order in which a reader comes upon them."""
    steps: _Steps = {}
    for place in places:
        if place.kind == "schema" and (found := list(_steps(place))):
            steps[pointer(*place.location)] = found
    for location in _closing(steps):
        yield Flaw(SAYS, "take this reference out, or write what is meant", location=location)


def branch(location: Location) -> Location:
    """The place of what can be left out with the reference that closes a circle: the branch that is nothing else."""
    *rest, last, _ = location
    parent = rest[-1] if rest else ""
    inner = (parent in IN_PLACE_LISTS and isinstance(last, int)) or (last in IN_PLACE and parent not in NAMED)
    return location[:-1] if inner or parent in _NAMED else location


def _steps(place: Place) -> Iterator[tuple[str, Location | None]]:
    node, where = place.node, place.location
    if isinstance(node.get("$ref"), str):
        yield pointer_of(node["$ref"]), (*where, "$ref")
    inner: list[Location] = [(*where, key) for key in IN_PLACE if key in node]
    inner += [(*where, key, index) for key in IN_PLACE_LISTS for index in range(len(node.get(key, [])))]
    inner += [(*where, key, name) for key in _NAMED for name in node.get(key, {})]
    yield from ((pointer(*location), None) for location in inner)


def _closing(steps: _Steps) -> Iterator[Location]:
    """The references that lead to a place from which they were reached."""
    done: set[str] = set()
    for start in steps:
        if start in done:
            continue
        trail = {start: None}
        waiting = [(start, iter(steps[start]))]
        while waiting:
            at, ways = waiting[-1]
            target, reference = next(ways, (None, None))
            if target is None:
                waiting.pop()
                trail.pop(at)
                done.add(at)
            elif target in trail and reference is not None:
                yield reference
            elif target not in trail and target not in done and target in steps:
                trail[target] = None
                waiting.append((target, iter(steps[target])))

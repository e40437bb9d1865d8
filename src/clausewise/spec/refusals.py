"""Refusals inside an answer of success: some APIs answer everything with 200, and say in the body that it is refused.

A spec tells them by `x-refusal`, a schema at the response. Where its body is a choice of which one side alone has what
an accepted request is answered with, or says by its constant that all is well, and a constant tells the sides apart,
the other sides are refusals too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from clausewise.spec.compiling import compiled
from clausewise.spec.operations import Operation
from clausewise.spec.spec import Spec
from clausewise.spec.validation import validator
from clausewise.spec.walking import Location

EXTENSION = "x-refusal"
#: Constants by which an answer says that all is well: codes of APIs and of HTTP, and words.
_WELL = {"0", "200", "201", "202", "ok", "success", "successful", "succeeded", "accepted"}
#: Levels of an answer at which a constant may stand that tells the sides of a choice apart.
_DEPTH = 3


def is_refusal(spec: Spec, operation: Operation, status: int | None, value: Any) -> bool:
    """Tell whether an answer of success says, by the spec's own words, that the request was refused."""
    response = operation.response(status) if status is not None and 200 <= status < 300 else None
    places = refusal_schemas(spec, operation.id, response.status) if response is not None else ()
    return any(validator(spec, place).is_valid(value) for place in places)


@cache
def refusal_schemas(spec: Spec, operation_id: str, status: str) -> tuple[Location, ...]:
    """The schemas of the bodies by which an answer of that listed status refuses; none for most APIs."""
    operation = spec.operation(operation_id)
    response = next((each for each in operation.responses if each.status == status), None)
    if response is None or not response.accepts:
        return ()
    node = spec.at(spec.flat(response.location))
    if isinstance(node, dict) and EXTENSION in node:
        return ((*response.location, EXTENSION),)
    place = response.judged()
    return () if place is None else tuple(_derived(spec, operation, place))


def _derived(spec: Spec, operation: Operation, place: Location) -> Iterator[Location]:
    where, node = spec.follow(place)
    choices = [word for word in ("oneOf", "anyOf") if isinstance(node, dict) and len(node.get(word, [])) > 1]
    if not choices:
        return
    keyword = choices[0]
    sides = [spec.follow((*where, keyword, index)) for index in range(len(node[keyword]))]
    accepted = [side for side in sides if _alone_has_more(side, sides, operation)]
    accepted = accepted if len(accepted) == 1 else [side for side in sides if _alone_is_well(spec, side, sides)]
    if len(accepted) != 1:
        return
    constants = dict(_constants(spec, accepted[0][1]))
    for place, side in sides:
        if place == accepted[0][0]:
            continue
        told = any(_excludes(spec, side, at, value) for at, value in constants.items())
        if told:
            yield place


def _alone_has_more(side: tuple[Location, Any], sides: list[tuple[Location, Any]], operation: Operation) -> bool:
    """Tell whether a side asks for all that every other asks for and more, or for the id that only it has."""
    needed = [set(node.get("required", [])) if isinstance(node, dict) else set() for _, node in sides]
    own = needed[sides.index(side)]
    others = [names for index, names in enumerate(needed) if sides[index] is not side]
    ids = {link.keys[0] for link in operation.links if link.keys}
    more = all(names < own for names in others)
    return more or bool(ids & own and not any(ids & names for names in others))


def _alone_is_well(spec: Spec, side: tuple[Location, Any], sides: list[tuple[Location, Any]]) -> bool:
    """Tell whether a side has a constant which says that all is well, and every other excludes it."""
    others = [node for place, node in sides if place != side[0]]
    return any(
        str(value).casefold() in _WELL and all(_excludes(spec, other, at, value) for other in others)
        for at, value in _constants(spec, side[1])
    )


def _constants(spec: Spec, node: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The constants that an object must carry, by their names from its root."""
    node = spec.resolve(node)
    if not isinstance(node, dict) or len(at) > _DEPTH:
        return
    if "const" in node or len(node.get("enum", [])) == 1:
        yield at, node["const"] if "const" in node else node["enum"][0]
    for name in node.get("required", []):
        if name in node.get("properties", {}):
            yield from _constants(spec, node["properties"][name], (*at, name))


def _excludes(spec: Spec, node: Any, at: tuple[str, ...], value: Any) -> bool:
    """Tell whether a side asks for another value where the accepted one has its constant."""
    for name in at:
        node = spec.resolve(node)
        if not isinstance(node, dict) or name not in node.get("required", []):
            return False
        node = node.get("properties", {}).get(name, {})
    schema = spec.resolve(node)
    return isinstance(schema, dict) and not compiled(spec, schema).is_valid(value)

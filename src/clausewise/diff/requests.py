"""Changes of what an operation takes: parameters and body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clausewise.diff.change import Change, Witness
from clausewise.diff.encodings import encoding_changes
from clausewise.diff.media_types import Paired, paired
from clausewise.diff.pairs import OperationPair, plain, request_of, where
from clausewise.spec import Spec
from clausewise.spec.media_ranges import essence
from clausewise.spec.operations import IGNORED_HEADERS, Operation, Parameter
from clausewise.spec.walking import Location


def changes(pair: OperationPair) -> Iterator[Change]:
    """Every change of the requests of an operation."""
    yield from _parameters(pair)
    yield from _body(pair)


def _parameters(pair: OperationPair) -> Iterator[Change]:
    before, after = keyed(pair.before), keyed(pair.after)
    for key, one in before.items():
        if key not in after:
            says = f"the {one.in_} parameter {one.name} was removed: who still sends it is not heard"
            yield plain("request-parameter-removed", pair.old.flat(one.location[:-1]), says, "dangerous", pair.after)
            continue
        other = after[key]
        if one.required != other.required:
            yield _parameter_required(pair, other, "request-parameter-became-")
        places = (node_of(one), one.in_), (node_of(other), other.in_)
        yield from pair.wired("request", "request-parameter", *places, f" ({one.in_} {one.name})", other.name)
        before_node, after_node = pair.old.at(pair.old.flat(node_of(one))), pair.new.at(pair.new.flat(node_of(other)))
        if before_node.get("allowEmptyValue", False) and not after_node.get("allowEmptyValue", False):
            says = f"the {one.in_} parameter {one.name} may no longer be empty"
            at = pair.new.flat(node_of(other))
            yield plain("request-parameter-empty-value-refused", at, says, "dangerous", pair.after, about=one.name)
        if before_node.get("allowReserved", False) != after_node.get("allowReserved", False):
            says = f"the reserved characters in the {one.in_} parameter {one.name} are written otherwise"
            at = pair.new.flat(node_of(other))
            yield plain("request-parameter-reserved-changed", at, says, "dangerous", pair.after, about=one.name)
    for key, other in after.items():
        if key not in before:
            yield _parameter_required(pair, other, "new-")
    yield from _passed_over(pair)


def _passed_over(pair: OperationPair) -> Iterator[Change]:
    """Name the headers that say nothing, where they were changed."""
    sides = [
        {one.name.lower(): spec.at(spec.flat(node_of(one))) for one in operation.parameters if one.in_ == "header"}
        for spec, operation in pair.sides
    ]
    for name in sorted(IGNORED_HEADERS):
        if sides[0].get(name) != sides[1].get(name):
            says = f"the header parameter {name} was changed, which OpenAPI passes over"
            at = f"{pair.new.flat(pair.after.location)}/parameters"
            yield plain("passed-over-parameter-changed", at, says, "documentation", pair.after, about=name)


def _parameter_required(pair: OperationPair, parameter: Parameter, prefix: str) -> Change:
    state = "required" if parameter.required else "optional"
    says = f"the {parameter.in_} parameter {parameter.name} is {'new and ' * (prefix == 'new-')}{state} now"
    change_id = f"{prefix}{state}" + "-request-parameter" * (prefix == "new-")
    at = pair.new.flat(parameter.location[:-1])
    if not parameter.required:
        return plain(change_id, at, says, "compatible", pair.after, server="breaking")
    place = f"{where(pair.after)} without {parameter.name}"
    witness = Witness("request", "was accepted and is refused now", place, request_of(pair.old, pair.before))
    return plain(change_id, at, says, "breaking", pair.after, witness=witness)


def node_of(parameter: Parameter) -> Location:
    """The place where a parameter itself is written; its schema stands in it, or in its content."""
    location = parameter.location
    return location[:-1] if "content" not in location[-4:] else location[:-3]


def keyed(operation: Operation) -> dict[tuple[str, str | int], Parameter]:
    """Parameters by location and name; those in the path by where they stand in it, whatever they are called.

    The names of headers are the same in any letters. Headers that OpenAPI passes over are left out.
    """
    in_path = {name: index for index, name in enumerate(re.findall(r"\{([^}]*)\}", operation.url_path))}
    found: dict[tuple[str, str | int], Parameter] = {}
    for one in operation.parameters:
        if one.in_ == "header":
            found |= {("header", one.name.lower()): one} if one.name.lower() not in IGNORED_HEADERS else {}
        else:
            found[one.in_, in_path.get(one.name, one.name) if one.in_ == "path" else one.name] = one
    return found


def _body(pair: OperationPair) -> Iterator[Change]:
    old, new = (_request_body(spec, operation) for spec, operation in pair.sides)
    at = f"{pair.new.flat(pair.after.location)}/requestBody"
    if old is None or new is None:
        if old is not new:
            yield from _body_came_or_went(pair, at, new)
        return
    if pair.before.body_required != pair.after.body_required:
        state = "required" if pair.after.body_required else "optional"
        says = f"the body of {where(pair.after)} became {state}"
        witness = Witness("request", "was accepted and is refused now", f"{where(pair.after)} without a body")
        if pair.after.body_required:
            yield plain("request-body-became-required", at, says, "breaking", pair.after, witness=witness)
        else:
            yield plain("request-body-became-optional", at, says, "compatible", pair.after, server="breaking")
    media = paired(pair.before.body_media_types, pair.after.body_media_types)
    for one, other in media.pairs:
        before, after = _schema(pair.old, pair.before, one), _schema(pair.new, pair.after, other)
        yield from pair.schemas("request", "request", before, after)
        objects = old["content"][one], new["content"][other]
        yield from encoding_changes(pair, "request", *objects, other, pair.new.flat(after[:-1]))
    for media_type in media.gone:
        yield _media_type_gone(pair, media, media_type, at)
    for media_type in media.come:
        says = f"{where(pair.after)} takes {media_type} too"
        yield plain(
            "request-body-media-type-added", at, says, "compatible", pair.after, about=media_type, server="breaking"
        )


def _media_type_gone(pair: OperationPair, media: Paired, media_type: str, at: str) -> Change:
    """The change of a media type that bodies may no longer have; dangerous where only its parameters are others."""
    left = [other for one, other in media.pairs if one == media_type]
    change_id, says = "request-body-media-type-removed", f"{where(pair.after)} no longer takes {media_type}"
    says += f", only {' and '.join(left)}" if left else ""
    if any(essence(media_type) == essence(other) for other in pair.after.body_media_types):
        return plain(change_id, at, says, "dangerous", pair.after, about=media_type)
    place = f"{where(pair.after)} with Content-Type: {media_type}{' that is none of them' if left else ''}"
    witness = Witness("request", "was accepted and is refused now", place)
    return plain(change_id, at, says, "breaking", pair.after, about=media_type, witness=witness)


def _body_came_or_went(pair: OperationPair, at: str, new: Any) -> Iterator[Change]:
    if new is None:
        says = f"{where(pair.after)} has no body any more: what it said is not heard"
        at = f"{pair.old.flat(pair.before.location)}/requestBody"
        yield plain("request-body-removed", at, says, "dangerous", pair.after)
    elif pair.after.body_required:
        witness = Witness("request", "was accepted and is refused now", f"{where(pair.after)} without a body")
        says = f"{where(pair.after)} needs a body now"
        yield plain("request-body-added-required", at, says, "breaking", pair.after, witness=witness)
    else:
        says = f"{where(pair.after)} may have a body now"
        yield plain("request-body-added-optional", at, says, "compatible", pair.after, server="breaking")


def _request_body(spec: Spec, operation: Operation) -> Any:
    return spec.resolve(operation.node["requestBody"]) if "requestBody" in operation.node else None


def _schema(spec: Spec, operation: Operation, media_type: str) -> tuple[str | int, ...]:
    return (*spec.follow((*operation.location, "requestBody"))[0], "content", media_type, "schema")
